import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { play, wholeAnswer } from '../../test/draft/behaviour.ts'
import { runWith } from '../../test/draft/setting.ts'
import { answer, begin, cancel, endingOf, now, partOf, resume, sentBy, steps, type Told } from '../../test/draft/steps.ts'
import type { ErrorCode } from '../errors.ts'
import type { Happening, RunEvent } from '../events.ts'
import { createReplay } from './replay.ts'
import { readerFor, requestFor } from './request.ts'
import type { RunState } from './run-state.ts'

const created = (part: number): Told => state => ({ type: 'created', part, attempt: partOf(state, part).attempt, responseId: `resp_${part}`, kept: true })

const broken = (part: number, code: ErrorCode, takenUp = false): Told => state => {
  const { attempt, output } = partOf(state, part)
  return { type: 'ended', now, part, attempt, output, faults: [], outcome: { type: 'interrupted', problem: { code, message: 'It broke.' } }, takenUp }
}

/** A run of four sets whose first is being written by a provider that keeps the answer. */
const writing = (options: Parameters<typeof runWith>[1] = {}): RunState => {
  return steps(runWith({ segments: 8, perSet: 2 }, { background: true, ...options }), begin, created(0), answer(0), created(1)).state
}

const takeUp = { type: 'take-up', part: 1, attempt: 1, mark: { responseId: 'resp_1', seq: 0, characters: 0, searches: false } }

describe('an answer that its provider keeps', () => {
  test('is taken up after a crash, and nothing is asked for again', () => {
    const found = steps(writing(), begin)
    expect(found.effects).toEqual([takeUp])
    const step = steps(found.state, answer(1))
    expect(sentBy(step)).toEqual([2])
    expect(partOf(step.state, 1)).toMatchObject({ status: 'done', attempt: 1, mayBeCharged: false, usage: { requests: 1 } })
  })

  test('waits where it is while its key is missing, and is read on when the run is resumed', () => {
    const problem = { code: 'model-unauthorized', message: 'No key.' } as const
    const found = steps(writing(), { type: 'pause', reason: 'user', problem }, { type: 'begin', now, lacksKey: true })
    expect(found.effects).toEqual([])
    expect(found.state).toMatchObject({ status: 'paused', paused: 'user' })
    const resumed = steps(found.state, resume)
    expect(resumed.effects).toEqual([takeUp])
    expect(partOf(steps(resumed.state, answer(1)).state, 1).status).toBe('done')
  })

  test('outlasts a connection that is gone: its run stops, and resuming reads it on', () => {
    const stopped = steps(writing(), broken(1, 'model-connection'))
    expect(stopped.state).toMatchObject({ status: 'failed', problem: { code: 'model-connection' } })
    expect(stopped.events.some(event => event.type === 'part-failed')).toBe(false)
    const again = steps(stopped.state, resume, broken(1, 'model-connection', true), resume)
    expect(again.effects.at(-1)).toEqual(takeUp)
    expect(sentBy(steps(again.state, answer(1)))).toEqual([2])
  })

  test('that cannot be had any more is asked for again by consent alone', () => {
    const gone = steps(writing(), begin, broken(1, 'model-failed', true))
    expect(gone.state).toMatchObject({ status: 'paused', paused: 'consent' })
    expect(partOf(gone.state, 1)).toMatchObject({ status: 'failed', mayBeCharged: true })
    expect(sentBy(gone)).toEqual([])
    expect(steps(gone.state, resume).effects).toMatchObject([{ type: 'send', part: 1, attempt: 2 }])
  })

  test('that cannot be had any more is asked for again at once where that was consented to', () => {
    expect(sentBy(steps(writing({ resend: true }), begin, broken(1, 'model-failed', true)))).toEqual([1])
  })

  test('is given up twice silent, so that a run cannot wait for ever for one that never goes on', () => {
    const silent = steps(writing(), broken(1, 'model-stalled'), resume, broken(1, 'model-stalled', true))
    expect(silent.state).toMatchObject({ status: 'paused', paused: 'consent' })
  })

  test('is given up with its run: under way, found after a crash, or left waiting', () => {
    const abort = { type: 'abort', part: 1 }
    expect(steps(writing(), cancel).effects).toEqual([abort])
    expect(steps(steps(writing(), cancel).state, begin).effects).toEqual([takeUp, abort])
    const left = steps(writing(), broken(1, 'model-connection')).state
    const cancelled = steps(left, cancel)
    expect(cancelled.effects).toEqual([takeUp, abort])
    const aborted: Told = state => ({ type: 'ended', now, part: 1, attempt: 1, output: partOf(state, 1).output, faults: [], outcome: { type: 'aborted' } })
    expect(endingOf(steps(cancelled.state, aborted))).toMatchObject([{ status: 'cancelled' }])
  })
})

test('an answer without a provider that keeps it waits for consent as before', () => {
  const unkept: Told = state => ({ type: 'created', part: 1, attempt: partOf(state, 1).attempt, responseId: 'resp_1', kept: false })
  const found = steps(runWith({ segments: 8, perSet: 2 }), begin, answer(0), unkept, begin)
  expect(found.state).toMatchObject({ status: 'paused', paused: 'consent' })
})

const joined = (events: readonly Happening[]): Map<string, string> => {
  const texts = new Map<string, string>()
  for (const event of events) {
    const place = JSON.stringify({ ...event, text: undefined, run: undefined, seq: undefined })
    texts.set(place, `${texts.get(place) ?? ''}${'text' in event ? event.text : '.'}`)
  }
  return texts
}

const runs = {
  plan: { state: steps(runWith({ segments: 12, perSet: 2 }), begin).state, part: 0 },
  set: { state: steps(runWith({ segments: 8, perSet: 4 }), begin, answer(0)).state, part: 1 },
  chunk: { state: steps(runWith({ format: 'prose', words: 400 }), begin, answer(0)).state, part: 1 },
}

test.each(Object.entries(runs))('the %s that is told again after a cut anywhere, in other pieces, adds what the journal lacks and nothing else', (_, given) => {
  const { state } = given
  const part = partOf(state, given.part)
  const { text } = play(requestFor(state, part).request, wholeAnswer, 1)
  const told = (upTo: number, size: number): Happening[] => {
    const reader = readerFor(state, part)
    const events: Happening[] = []
    for (let at = 0; at < upTo; at += size) events.push(...structuredClone(reader.push(text.slice(at, Math.min(upTo, at + size)))))
    return events
  }
  const whole = joined(told(text.length, 7))
  fc.assert(
    fc.property(fc.nat(text.length), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), (cut, before, after) => {
      const journal = told(cut, before).map((event, at): RunEvent => ({ ...event, run: 'run', seq: at + 1 }))
      const replay = createReplay(journal, part)
      expect(replay.isBehind()).toBe(journal.length > 0)
      const rest = told(text.length, after).flatMap(event => replay.unseen([event]))
      expect(replay.isBehind()).toBe(false)
      expect(joined([...journal, ...rest])).toEqual(whole)
    }),
    { numRuns: 60 },
  )
})
