import { describe, expect, test } from 'vitest'
import { plain, runWith } from '../../test/draft/setting.ts'
import { answer, begin, endingOf, partOf, resume, sentBy, steps } from '../../test/draft/steps.ts'
import type { RunInput } from './step.ts'

const lock = (number: number): RunInput => ({ type: 'lock', number, locked: true })
const again = (part: number): RunInput => ({ type: 'retry', part, missingOnly: false })

describe('a segment that is locked', () => {
  /** A set of two that stands, and is written again: its first segment is new, its second never came. */
  const half = steps(runWith({ segments: 2, perSet: 2 }), begin, answer(0), answer(1), again(1), answer(1, { ending: 'interrupted', at: 0.7 })).state
  const [first, second] = partOf(half, 1).output.segments

  test('is what its set was missing: the set is done, and the run is asked for nothing more', () => {
    expect(partOf(half, 1)).toMatchObject({ status: 'failed', again: { segments: [{ segment_number: 1 }] } })
    const step = steps(half, lock(2))
    expect(partOf(step.state, 1)).toMatchObject({ status: 'done', locked: [2] })
    expect(step.events.map(event => event.type)).toEqual(['locks', 'part-end'])
    const resumed = steps(step.state, resume)
    expect(sentBy(resumed)).toEqual([])
    expect(endingOf(resumed)).toMatchObject([{ status: 'completed' }])
  })

  test('stands, and the one beside it is the new one', () => {
    const { segments } = partOf(steps(half, lock(2)).state, 1).output
    expect(segments).toHaveLength(2)
    expect(segments[0]).not.toEqual(first)
    expect(segments[1]).toEqual(second)
  })

  test('leaves a set undone that is missing more', () => {
    const step = steps(half, lock(1))
    expect(partOf(step.state, 1).status).toBe('failed')
    expect(partOf(steps(step.state, resume).state, 1).asked).toEqual([2])
  })
})

describe('a chunk', () => {
  const prose = steps(runWith({ format: 'prose', words: 600 }, { capability: plain }), begin, answer(0)).state

  test('that was left in mid-sentence is not finished, also while it is written again: it cannot be locked', () => {
    const step = steps(prose, answer(1, { ending: 'interrupted', at: 0.5 }), again(1))
    expect(partOf(step.state, 1)).toMatchObject({ status: 'requested', output: { chunk: {}, closed: false } })
    const refused = steps(step.state, lock(1))
    expect(refused.refused).toEqual({ code: 'conflict', message: 'Chunk 1 is not written yet.' })
    expect(refused.state).toEqual(step.state)
  })

  test('that is whole can be locked while it is written again, and then stays', () => {
    const whole = steps(prose, answer(1), again(1))
    const { text } = partOf(whole.state, 1).output.chunk ?? {}
    const locked = steps(whole.state, lock(1), answer(1))
    expect(locked.refused).toBeUndefined()
    expect(partOf(locked.state, 1)).toMatchObject({ status: 'done', locked: [1], output: { chunk: { text } } })
  })
})
