import { describe, expect, test } from 'vitest'
import { wholeAnswer, play, type Behaviour } from '../../test/draft/behaviour.ts'
import { runWith } from '../../test/draft/setting.ts'
import { answer, begin, partOf, steps } from '../../test/draft/steps.ts'
import type { RunEvent } from '../events.ts'
import { readerFor, requestFor } from './request.ts'
import type { RunState } from './run-state.ts'
import { salvage } from './salvage.ts'

const planning = (options: Parameters<typeof runWith>[1] = {}) => steps(runWith({ segments: 6, perSet: 2 }, options), begin).state
const drafting = () => steps(runWith({ segments: 3, perSet: 3 }), begin, answer(0)).state

const textOf = (state: RunState, part: number, given: Partial<Behaviour> = {}): string => {
  return play(requestFor(state, partOf(state, part)).request, { ...wholeAnswer, ...given }, 5).text
}

/** What the journal has of a text that came in small pieces, and what its reader makes of it. */
const journaled = (state: RunState, part: number, text: string) => {
  const reader = readerFor(state, partOf(state, part))
  const journal: RunEvent[] = []
  for (let at = 0; at < text.length; at += 11) {
    for (const event of reader.push(text.slice(at, at + 11))) journal.push({ ...structuredClone(event), run: 'run', seq: journal.length + 1 })
  }
  return { journal, reading: reader.finish() }
}

const answered = (state: RunState, part: number, given: Partial<Behaviour> = {}) => journaled(state, part, textOf(state, part, given))

describe('a set that a crash cut', () => {
  test('keeps every segment whose end is in the journal, just as its reader had it', () => {
    const state = drafting()
    const { journal, reading } = answered(state, 1)
    for (let at = 0; at <= journal.length; at++) {
      const kept = journal.slice(0, at)
      const closed = kept.filter(event => event.type === 'segment-end').length
      expect(salvage(state, kept).get(1)?.segments).toStrictEqual(reading.output.segments.slice(0, closed))
    }
  })

  test('keeps what an earlier attempt finished, and nothing of what it left half', () => {
    const first = drafting()
    const cut = answered(first, 1, { ending: 'length', at: 0.6 })
    const { state } = steps(first, answer(1, { ending: 'length', at: 0.6 }))
    const kept = partOf(state, 1).output.segments
    expect(kept).toHaveLength(1)
    expect(salvage(state, cut.journal).get(1)?.segments).toEqual(kept)
  })

  test('puts the narration of the whole film where it belongs', () => {
    const state = steps(runWith({ segments: 2, perSet: 2, narrationOnlyFirst: true }), begin, answer(0)).state
    const { journal, reading } = answered(state, 1)
    expect(reading.output.segments[0]?.narration).toBeTruthy()
    expect(salvage(state, journal).get(1)).toStrictEqual(reading.output)
  })
})

describe('a plan that a crash cut', () => {
  test('keeps its head and all beats but the last one begun', () => {
    const state = planning()
    const { journal, reading } = answered(state, 0)
    for (let at = 0; at <= journal.length; at++) {
      const kept = journal.slice(0, at)
      const begun = new Set(kept.flatMap(event => (event.type === 'plan-delta' && event.path[0] === 'story_outline' ? [event.path[1]] : [])))
      const { plan } = salvage(state, kept).get(0) ?? {}
      if (begun.size === 0) expect(plan?.head).toBeUndefined()
      else expect(plan).toStrictEqual({ head: reading.output.plan?.head, beats: reading.output.plan?.beats.slice(0, begun.size - 1) })
    }
  })

  test('has no more beats than the request asked for', () => {
    const state = planning()
    const { journal } = answered(state, 0, { fault: 'many', at: 0 })
    expect(salvage(state, journal).get(0)?.plan?.beats.length).toBeLessThanOrEqual(3)
  })

  test('keeps a head in which a text is empty, or a list', () => {
    const state = planning()
    const plan = JSON.parse(textOf(state, 0))
    plan.characters_roster[0].voice_characteristics.accent = ''
    const text = JSON.stringify({ ...plan, short_summary: '', narrator_voice: '', hashtags: [] })
    const { journal, reading } = journaled(state, 0, text)
    expect(salvage(state, journal).get(0)?.plan?.head).toStrictEqual(reading.output.plan?.head)
    expect(reading.output.plan?.head).toMatchObject({ narrator_voice: '', hashtags: [] })
  })

  test('stops at a gap', () => {
    const state = planning()
    const { journal, reading } = answered(state, 0, { fault: 'empty', at: 0.5 })
    expect(salvage(state, journal).get(0)?.plan?.beats.length).toBeLessThanOrEqual(reading.output.plan?.beats.length ?? 0)
  })
})

test('nothing is looked for where nothing was under way', () => {
  expect(salvage(runWith(), []).size).toBe(0)
})
