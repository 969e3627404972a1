import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Happening } from '@coldopen/core'
import { expect, test } from 'vitest'
import { openSqliteStore } from '../src/index.ts'
import { bible, newState, part, partEnd, partStart, planEnd, progress, segment, usage, type Segment } from './sample-run.ts'
import { temporaryFolder } from './temporary-folder.ts'

const sets = 60
const now = new Date('2026-11-20T09:00:00.000Z')

/** What a model at 100 tokens a second writes in the 50 ms between two commits. */
const charactersADelta = 20

const fieldsOf = (one: Segment): [Extract<Happening, { type: 'segment-delta' }>['path'], string][] => [
  [['title'], one.title],
  [['setting'], one.setting],
  [['action'], one.action],
  [['narration'], one.narration ?? ''],
  ...(one.dialogue ?? []).flatMap((line, n): [(string | number)[], string][] => [
    [['dialogue', n, 'delivery'], line.delivery],
    [['dialogue', n, 'line'], line.line],
  ]),
]

/** A segment as it streams in: its start, its fields a few characters at a time, its end. */
const streamed = (set: number, one: Segment): Happening[] => {
  const stamp = { part: set, attempt: 1, segment: one.segment_number }
  const deltas = fieldsOf(one).flatMap(([path, text]) =>
    (text.match(new RegExp(`.{1,${charactersADelta}}`, 'gs')) ?? []).map((piece): Happening => ({ type: 'segment-delta', ...stamp, path, text: piece })),
  )
  return [{ type: 'segment-start', ...stamp }, ...deltas, { type: 'segment-end', ...stamp }]
}

/** Commits of so many sets at a time take each some pieces on: of one set 100, of many 4, which are what it says in 200 ms. */
function* commitsOf(under: readonly number[]): Generator<Happening[]> {
  const pieces = under.length === 1 ? 100 : 4
  const streams = under.map(set => segmentsOf(set).flatMap(one => streamed(set, one)))
  const longest = Math.max(...streams.map(events => events.length))
  for (let from = 0; from < longest; from += pieces) {
    for (let set = 0; set < streams.length; set += 15) yield streams.slice(set, set + 15).flatMap(events => events.slice(from, from + pieces))
  }
}

const segmentsOf = (set: number): Segment[] => Array.from({ length: 10 }, (_, index) => segment((set - 1) * 10 + index + 1))

const bytes = (text: string): number => Buffer.byteLength(text)

/** Stores a movie of 600 segments as it would be drafted, `atOnce` sets at a time, and measures the file at its largest and in the end. */
const draft = async (atOnce: number) => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'runs.sqlite')
  const store = await openSqliteStore({ file })
  const plan = bible('Dark Water', sets)
  await store.create('movie', newState('a harbour without lights', sets), now)
  const commit = (change: Parameters<typeof store.commit>[2]) => store.commit('movie', 0, change, now)
  await commit({
    run: { ...newState('a harbour without lights', sets), bible: plan, status: 'processing' },
    parts: [part(0, { status: 'done' }), ...Array.from({ length: sets }, (_, n) => part(n + 1, { status: 'pending', attempt: 0 }))],
    events: [planEnd(plan)],
  })
  const reader = new DatabaseSync(file)
  const size = () => {
    const { pages, page } = reader.prepare('select page_count as pages, page_size as page from pragma_page_count, pragma_page_size').get() ?? {}
    return Number(pages) * Number(page)
  }
  const rows = (table: string) => Number(reader.prepare(`select count(*) as rows from ${table}`).get()?.['rows'])

  let text = 0
  let mostDeltas = 0
  for (let first = 1; first <= sets; first += atOnce) {
    const under = Array.from({ length: Math.min(atOnce, sets - first + 1) }, (_, n) => first + n)
    for (const set of under) {
      await commit({ parts: [part(set, { status: 'requested' })], events: [partStart(set)] })
      await commit({ parts: [part(set, { status: 'open', responseId: `resp_${set}` })] })
    }
    for (const events of commitsOf(under)) await commit({ events: [...events, progress(first)] })
    mostDeltas = Math.max(mostDeltas, rows('deltas'))
    for (const set of under) {
      const segments = segmentsOf(set)
      text += segments.flatMap(fieldsOf).reduce((sum, [, field]) => sum + bytes(field), 0)
      await commit({
        run: { ...newState('a harbour without lights', sets), bible: plan, status: 'processing', usage: usage(set) },
        parts: [part(set, { status: 'done', output: { segments } })],
        events: [partEnd(set, segments)],
      })
    }
  }
  const atLargest = size()
  const stored = Number(reader.prepare('select sum(length(payload)) as bytes from events').get()?.['bytes'])
  const measured = { text, stored, mostDeltas, rows: rows('events'), parts: rows('parts'), atLargest }
  reader.close()
  await store.close()
  await (await openSqliteStore({ file })).close()
  const { size: inTheEnd } = await stat(file)
  const times = (taken: number) => `${(taken / text).toFixed(2)} times`
  console.log(`${atOnce} sets at once: ${text} bytes of text, the file ${times(inTheEnd)} that, at its largest ${times(atLargest)}`)
  return { ...measured, inTheEnd }
}

test('a run of 600 segments takes at most twice its text, also while it is written, and two rows of events a set', async () => {
  const measured = await draft(1)
  expect(measured.rows).toBeLessThanOrEqual(2 * sets + 2)
  expect(measured.parts).toBe(sets + 1)
  expect(measured.stored).toBeLessThan(0.1 * measured.text)
  expect(measured.atLargest).toBeLessThanOrEqual(2 * measured.text)
  expect(measured.inTheEnd).toBeLessThanOrEqual(2 * measured.text)
})

test('a run that drafts all of its sets at once takes no more, and a row for each kilobyte or so', async () => {
  const measured = await draft(60)
  expect(measured.rows).toBeLessThanOrEqual(2 * sets + 2)
  expect(measured.mostDeltas).toBeLessThan(measured.text / 1000)
  expect(measured.atLargest).toBeLessThanOrEqual(2 * measured.text)
  expect(measured.inTheEnd).toBeLessThanOrEqual(2 * measured.text)
})
