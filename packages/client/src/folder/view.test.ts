import type { RunEvent } from '@coldopen/core/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bibleOf, journalAt, numbered, numbersOf, partEnd, partFailed, partStart, planned, roughRun, segmentOf, started, streamed, wholeRun } from './script.fixture.ts'
import { applyEvent, createView, segmentsInOrder, type View } from './view.ts'

const shape = { segments: 9, perSet: 3 }

const folded = (events: readonly RunEvent[], view: View = createView()): View => {
  for (const event of events) applyEvent(view, event)
  return view
}

describe('the view of a run', () => {
  test('shows the bible, every segment and the status in the end', () => {
    const view = folded(wholeRun(shape))
    expect(view.bible?.title).toBe('The Lantern Room')
    expect(segmentsInOrder(view).map(shown => shown.segment)).toEqual(Array.from({ length: 9 }, (_, at) => segmentOf(at + 1)))
    expect(segmentsInOrder(view).every(shown => shown.finished)).toBe(true)
    expect(view.status).toBe('completed')
    expect([...view.parts.values()].map(part => part.status)).toEqual(['done', 'done', 'done', 'done'])
    expect(view.planText.size).toBe(0)
  })

  test('shows text so far', () => {
    const view = folded(numbered([started(shape), ...planned(bibleOf(shape)).slice(0, 3), partStart(1, 1, { asked: [1, 2, 3], kept: [] }), ...streamed(1, { part: 1, attempt: 1, size: 5, upTo: 2 })]))
    expect(view.planText.get('title')?.text).toBe('The Lantern Room')
    const shown = view.segments.get(1)
    expect(shown?.finished).toBe(false)
    expect(shown?.segment.title).toBe('Night 1')
    expect(shown?.segment.setting).toBe('')
  })

  test('starts a field of the plan afresh when the plan is asked for again', () => {
    const [begin, one] = planned(bibleOf(shape))
    if (begin?.type !== 'plan-start' || one?.type !== 'plan-delta') throw new Error('no plan')
    const view = folded(numbered([started(shape), begin, one, { ...begin, attempt: 2 }, { ...one, attempt: 2, text: 'A new title' }]))
    expect(view.planText.get('title')).toEqual({ attempt: 2, text: 'A new title' })
  })

  test('loses the unfinished segment of an attempt that failed when the next begins, and keeps what it says is kept', () => {
    const before = [started(shape), partStart(1, 1, { asked: [1, 2, 3], kept: [] }), ...streamed(1, { part: 1, attempt: 1 }), ...streamed(2, { part: 1, attempt: 1, upTo: 4 }), partFailed(1, 1, [1])]
    const failed = folded(numbered(before))
    expect([...failed.segments.keys()]).toEqual([1, 2])
    expect(failed.parts.get(1)).toMatchObject({ status: 'failed', mayBeCharged: true })
    const again = folded(numbered([...before, partStart(1, 2, { asked: [2, 3], kept: [1] })]))
    expect([...again.segments.keys()]).toEqual([1])
    expect(again.parts.get(1)?.problem).toBeUndefined()
  })

  test('ignores what an earlier attempt still says', () => {
    const view = folded(numbered([started(shape), partStart(1, 2, { asked: [1, 2, 3], kept: [] }), ...streamed(1, { part: 1, attempt: 1 })]))
    expect(view.segments.size).toBe(0)
  })

  test('ignores a path that no segment has', () => {
    const delta = { type: 'segment-delta' as const, part: 1, attempt: 1, segment: 1, text: 'x' }
    const paths = [['__proto__'], ['constructor', 'prototype', 'x'], ['dialogue', 7, 'line'], ['dialogue', '__proto__', 'line'], ['dialogue', 0, '__proto__'], []]
    const view = folded(numbered([started(shape), partStart(1, 1, { asked: [1], kept: [] }), ...paths.map(path => ({ ...delta, path }))]))
    expect(view.segments.get(1)?.segment).toEqual({ segment_id: 'seg_0001', segment_number: 1, title: '', setting: '', action: '', dialogue: [] })
    expect(Object.hasOwn(Object.prototype, 'line')).toBe(false)
  })

  test('is the same in the end wherever it was cut and taken up again', () => {
    for (const events of [wholeRun(shape), roughRun(shape)]) {
      const whole = folded(events)
      fc.assert(
        fc.property(fc.array(fc.record({ seen: fc.nat(events.length), again: fc.nat(40) }), { maxLength: 4 }), cuts => {
          const view = createView()
          for (const cut of cuts.toSorted((a, b) => a.seen - b.seen)) {
            // A client reads what the store has after its last event, or, having lost track, something from before it.
            const from = Math.max(0, view.seq - cut.again)
            folded(journalAt(events, cut.seen).filter(event => event.seq > from), view)
          }
          folded(journalAt(events, events.length).filter(event => event.seq > view.seq), view)
          expect(view).toEqual(whole)
        }),
        { numRuns: 200 },
      )
    }
  })

  test('takes a part whose deltas are all gone from its end alone', () => {
    const view = folded(numbered([started(shape), ...planned(bibleOf(shape)).slice(-1), partEnd(1, 1, numbersOf(1, shape))]))
    expect(segmentsInOrder(view).map(shown => shown.segment.segment_number)).toEqual([1, 2, 3])
  })
})
