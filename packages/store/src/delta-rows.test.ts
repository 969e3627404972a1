import { expect, test } from 'vitest'
import { createDeltaRows } from './delta-rows.ts'
import { deltasOf, isDelta, type Delta } from './delta-words.ts'

const stamp = { run: 'one', part: 1, attempt: 1 }
const said = (seq: number, text: string, path: (string | number)[] = ['action']): Delta => ({ ...stamp, seq, type: 'segment-delta', segment: 7, path, text })
const commit = (deltas: readonly Delta[], after = (deltas[0]?.seq ?? 1) - 1) => ({ run: 1, after, upTo: deltas.at(-1)?.seq ?? after, deltas, closed: new Set<number | null>() })

test('a part goes on in the row it has, and says no more than what is new', () => {
  const rows = createDeltaRows()
  const [begun] = rows(commit([{ ...stamp, seq: 1, type: 'segment-start', segment: 7 }, said(2, 'The door'), said(3, 'low', ['dialogue', 0, 'delivery']), said(4, 'Wait.', ['dialogue', 0, 'line'])]))
  const [added] = rows(commit([said(5, ' Now.', ['dialogue', 0, 'line']), said(6, 'again', ['dialogue', 1, 'delivery'])]))
  expect(begun).toMatchObject({ seq: 1, last_seq: 4, words: '[0,7],true,[1,-3],"The door",[1,-5,0,-7],"low",[3,-8],"Wait."' })
  expect(added).toMatchObject({ seq: 1, last_seq: 6, words: '," Now.",[2,1,-7],"again"' })
  const whole = deltasOf('one', { seq: 1, part: 1, attempt: 1, words: `${begun?.words}${added?.words}` })
  expect(whole.map(event => [event.seq, 'text' in event ? event.text : event.type])).toEqual([[1, 'segment-start'], [2, 'The door'], [3, 'low'], [4, 'Wait.'], [5, ' Now.'], [6, 'again']])
})

test('rows are of a page each, however much a commit has, and a text that is longer has one of its own', () => {
  const events = Array.from({ length: 100 }, (_, at) => said(at + 1, at === 50 ? 'é'.repeat(4000) : 'A man walks into the sea. '.repeat(4)))
  const rows = createDeltaRows()(commit(events))
  const bytes = rows.map(row => Buffer.byteLength(row.words))
  expect(bytes.filter(size => size > 1900)).toHaveLength(1)
  expect(rows.length).toBeLessThan(10)
  expect(rows.flatMap(row => deltasOf('one', row))).toEqual(events)
})

test('a commit that was not stored, or one of another process, is not built upon', () => {
  const rows = createDeltaRows()
  rows(commit([said(1, 'a')]))
  expect(rows(commit([said(1, 'b'), said(2, 'c')]))).toMatchObject([{ seq: 1, words: '[0,7,-3],"b","c"' }])
  expect(rows(commit([said(9, 'd')], 8))).toMatchObject([{ seq: 9, words: '[0,7,-3],"d"' }])
})

test('a row that is gone with its part, or of an earlier attempt, is not gone on with', () => {
  const rows = createDeltaRows()
  rows(commit([said(1, 'a')]))
  expect(rows({ ...commit([said(3, 'b')], 1), closed: new Set([1]) })).toMatchObject([{ seq: 3 }])
  expect(rows(commit([{ ...said(4, 'c'), attempt: 2 }]))).toMatchObject([{ seq: 4, attempt: 2 }])
})

test('an event of a shape that words have no way to say is none of theirs', () => {
  expect(isDelta({ ...stamp, seq: 1, type: 'plan-delta', path: [0], text: 'a' })).toBe(false)
  expect(isDelta(said(1, 'a', [-1]))).toBe(false)
  expect(isDelta({ ...stamp, seq: 1, type: 'plan-delta', path: ['title'], text: 'a' })).toBe(true)
})
