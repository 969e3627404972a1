import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'mocha'
import type { SuiteEvent } from './suite-events.ts'
import { runMocha } from './run-mocha.ts'
import { countEvent, noTotals, totalText } from './suite-events.ts'

const suite = `
describe('outer', () => {
  it('holds', () => {})
  it('is not written yet')
  describe('inner', () => {
    let tries = 0
    it('breaks at first', () => { if (tries++ === 0) throw new Error('not yet') })
    it('breaks', () => { throw new Error('broken on purpose') })
    it('holds, too', () => {})
  })
})`

it('tells of every test of a suite, and adds them up', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mocha-'))
  await writeFile(join(folder, 'a.test.mjs'), suite)
  const events: SuiteEvent[] = []
  await runMocha({ files: [join(folder, 'a.test.mjs')], grep: undefined, timeout: 1000, retries: 1, hooks: {} }, event => events.push(event))
  assert.deepEqual(events.map(event => ('title' in event ? `${event.type} ${event.depth} ${event.title}` : event.type)), [
    'suite 1 outer',
    'pass 2 holds',
    'skip 2 is not written yet',
    'suite 2 inner',
    'retry 3 breaks at first',
    'pass 3 breaks at first',
    'retry 3 breaks',
    'fail 3 breaks',
    'pass 3 holds, too',
  ])
  assert.ok(events.some(event => event.type === 'fail' && event.reason.includes('broken on purpose')))
  assert.equal(totalText(events.reduce(countEvent, noTotals)), '1 skipped\n3 passed, 1 failed')
  await rm(folder, { recursive: true })
})
