import assert from 'node:assert/strict'
import { it } from 'mocha'
import { arrivals, delays, quantile } from './arrivals.ts'

it('knows when each character of a document came, through edits before and inside it', () => {
  const heard = [
    { at: 10, changes: [{ rangeOffset: 2, rangeLength: 0, text: 'xy' }] },
    { at: 20, changes: [{ rangeOffset: 0, rangeLength: 1, text: '' }, { rangeOffset: 3, rangeLength: 0, text: 'z' }] },
  ]
  assert.deepEqual(arrivals(2, heard), [0, 10, 20, 10])
})

it('measures from the moment a character was sent to the moment it stood there', () => {
  const said = 'It rains on the lighthouse.'
  const sent = { answer: `{"text":"${said}"}`, stamps: [{ characters: 19, at: 100 }, { characters: 99, at: 150 }], since: 0 }
  const times = [...Array<number>(2).fill(0), ...Array<number>(said.length).fill(190)]
  const found = delays(sent, { text: `\n\n${said}`, times })
  assert.deepEqual([found.length, quantile(found, 0.01), quantile(found, 0.99)], [said.length, 40, 90])
  assert.equal(delays({ ...sent, since: 120 }, { text: `\n\n${said}`, times }).length, 17)
  assert.deepEqual(delays(sent, { text: `${said}${said}`, times }), [])
})
