import { describe, expect, test } from 'vitest'
import { runWith } from '../../test/draft/setting.ts'
import { answer, begin, cancel, endingOf, partOf, pause, resume, sentBy, steps } from '../../test/draft/steps.ts'
import type { RunInput } from './step.ts'

const retry = (part: number): RunInput => ({ type: 'retry', part, missingOnly: false })
const aborted = { ending: 'aborted', at: 0 } as const

/** A run of four sets, of which the first is being written. */
const planned = steps(runWith({ segments: 8, perSet: 2 }), begin, answer(0)).state

describe('a part that is asked for by itself', () => {
  test('is sent though its run was cancelled, and nothing follows it', () => {
    const cancelled = steps(planned, cancel, answer(1, aborted)).state
    const step = steps(cancelled, retry(3), answer(3))
    expect(sentBy(step)).toEqual([3])
    expect(partOf(step.state, 3).status).toBe('done')
    expect(endingOf(step)).toMatchObject([{ status: 'paused', paused: 'user' }])
  })

  test('is not sent any more when its run ends cancelled', () => {
    // The cancel is taken back, but the answer that it had cut ends all the same.
    const step = steps(planned, cancel, resume, retry(3), answer(1, aborted))
    expect(sentBy(step)).toEqual([])
    expect(endingOf(step)).toMatchObject([{ status: 'cancelled' }])
    expect(partOf(step.state, 3)).not.toHaveProperty('alone')
  })

  test('waits for its run to be resumed once that is paused', () => {
    const step = steps(planned, retry(3), pause, answer(1))
    expect(sentBy(step)).toEqual([])
    expect(step.state.status).toBe('paused')
  })
})
