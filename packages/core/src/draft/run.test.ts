import { describe, expect, test } from 'vitest'
import { runWith, sampleModel } from '../../test/draft/setting.ts'
import { answer, begin, cancel, endingOf, now, partOf, pause, resume, sentBy, steps } from '../../test/draft/steps.ts'
import { advance, newRun } from './run.ts'
import { salvage } from './salvage.ts'

const fourSets = (options: Parameters<typeof runWith>[1] = {}) => runWith({ segments: 8, perSet: 2 }, options)

/** A run of four sets whose plan is done. */
const planned = (options: Parameters<typeof runWith>[1] = {}) => steps(fourSets(options), begin, answer(0)).state

describe('a run in order', () => {
  test('asks for the plan, then for one set after another, and ends completed', () => {
    const step = steps(fourSets(), begin, answer(0), answer(1), answer(2), answer(3), answer(4))
    expect(sentBy(step)).toEqual([0, 1, 2, 3, 4])
    expect(step.state.status).toBe('completed')
    expect(endingOf(step)).toHaveLength(1)
  })

  test('tells a plan that was given as if it had been made, once and at no cost', () => {
    const { brief, options, bible } = planned()
    if (!bible) throw new Error('no plan')
    const edited = { ...bible, title: 'Mine' }
    const step = steps(newRun({ brief, options, bible: edited }), begin, begin)
    const told = step.events.filter(event => event.type === 'plan-end')
    expect(told).toMatchObject([{ bible: edited, usage: { requests: 0 } }])
    expect(sentBy(step)).toEqual([1])
  })

  test('shows each set the segment before it', () => {
    const { state, effects } = steps(planned(), answer(1))
    const sent = effects.find(effect => effect.type === 'send')
    const [, last] = partOf(state, 1).output.segments
    expect(sent?.request.material['before']).toMatchObject({ title: last?.title, action: last?.action })
  })
})

describe('a part that fails', () => {
  test('stops the run with its own reason, and what is under way finishes', () => {
    const stopping = steps(planned({ concurrency: 3 }), answer(2, { ending: 'refused', at: 0.6 }))
    expect(stopping.state.status).toBe('processing')
    const step = steps(stopping.state, answer(1), answer(3))
    expect(sentBy(step)).toEqual([])
    expect(step.state).toMatchObject({ status: 'failed', problem: { message: 'The model ended with refused.' } })
    expect(step.state.parts.map(part => part.status)).toEqual(['done', 'done', 'failed', 'done', 'pending'])
  })

  test('is asked only for what is missing when the writer resumes', () => {
    const failed = steps(planned(), answer(1, { ending: 'interrupted', at: 0.7 })).state
    expect(partOf(failed, 1).output.segments).toHaveLength(1)
    const { state } = steps(failed, resume)
    expect(partOf(state, 1)).toMatchObject({ status: 'requested', attempt: 2, asked: [2] })
  })

  test('says what its last answer lacked, in a sentence', () => {
    const short = answer(1, { fault: 'empty', at: 0 })
    const { state } = steps(planned(), short, short, short)
    expect(state.problem).toEqual({
      code: 'story-generation',
      message: 'Set 1 is still missing 1 of its pieces after 2 top-ups (segment 1: action is empty). What is finished is kept; resume to ask for the rest.',
    })
  })

  test('says that its answers reached their limit', () => {
    const cut = answer(1, { ending: 'length', at: 0.2 })
    const { state } = steps(planned(), cut, cut, cut)
    expect(state.problem).toEqual({
      code: 'model-truncated',
      message: 'Set 1 is still missing 2 of its pieces after 2 top-ups (the answer reached its output limit). What is finished is kept; resume to ask for the rest.',
    })
  })
})

describe('a request that waits for room', () => {
  const queued = { type: 'queued', part: 1, attempt: 1, forMs: 1500 } as const
  const leaves = { type: 'leaves', part: 1, attempt: 1 } as const
  const waiting = (options = {}) => steps(planned(options), queued).state
  const called = { type: 'ended', now, part: 1, attempt: 1, output: { segments: [] }, faults: [], outcome: { type: 'aborted' } } as const

  test('has cost nothing when its process dies: it is asked for again without consent', () => {
    const step = steps(waiting(), begin)
    expect(sentBy(step)).toEqual([1])
    expect(partOf(step.state, 1)).toMatchObject({ status: 'requested', attempt: 2, mayBeCharged: false, lost: { inputTokens: 0, outputTokens: 0 } })
    expect(step.state.status).toBe('processing')
  })

  test('may be charged from the moment that it leaves', () => {
    const { state } = steps(waiting(), leaves, begin)
    expect(state).toMatchObject({ status: 'paused', paused: 'consent' })
    expect(partOf(state, 1).mayBeCharged).toBe(true)
  })

  test.each([['paused', pause], ['cancelled', cancel]] as const)('is called back when its run is %s, and does not leave', (status, input) => {
    const stopping = steps(waiting(), input)
    expect(stopping.effects).toContainEqual({ type: 'abort', part: 1 })
    expect(partOf(steps(stopping.state, leaves).state, 1).status).toBe('queued')
    const step = steps(stopping.state, called)
    expect(step.state.status).toBe(status)
    expect(partOf(step.state, 1)).toMatchObject({ mayBeCharged: false, lost: { inputTokens: 0, outputTokens: 0 } })
    expect(sentBy(steps(step.state, resume))).toEqual([1])
  })

  test.each([['paused', pause], ['cancelled', cancel]] as const)('is called back when its run was %s before it began to wait', (_, input) => {
    expect(steps(planned(), input, queued).effects).toContainEqual({ type: 'abort', part: 1 })
  })

  test('tells for how long, and when it leaves', () => {
    const told = { type: 'part-waiting', part: 1, attempt: 1, reason: 'room' }
    expect(steps(planned(), queued).events).toEqual([{ ...told, forMs: 1500 }])
    expect(steps(waiting(), leaves).events).toEqual([{ ...told, forMs: 0 }])
  })

  test('is left to the next process by one that ends', () => {
    const { state } = steps(waiting(), { ...called, isLast: true })
    expect(partOf(state, 1).status).toBe('pending')
    expect(sentBy(steps(state, begin))).toEqual([1])
  })
})

describe('a rejected request', () => {
  const busy = { ending: 'rejected', counts: true } as const

  test('is not sent again by default', () => {
    const step = steps(planned(), answer(1, busy))
    expect(step.effects).toEqual([])
    expect(step.state.status).toBe('failed')
  })

  test('is sent again after 2 s, then 4 s, as often as the writer allows', () => {
    const first = steps(planned({ retries: 2 }), answer(1, busy))
    expect(first.effects).toEqual([{ type: 'wake', part: 1, attempt: 1, afterMs: 2000 }])
    const second = steps(first.state, { type: 'due', part: 1, attempt: 1 }, answer(1, busy))
    expect(second.effects).toMatchObject([{ type: 'send', part: 1, attempt: 2 }, { type: 'wake', part: 1, attempt: 2, afterMs: 4000 }])
    expect(steps(second.state, { type: 'due', part: 1, attempt: 2 }, answer(1, busy)).state.status).toBe('failed')
  })

  test('is not sent by a timer of an attempt that is over', () => {
    const first = steps(planned({ retries: 2 }), answer(1, busy))
    const second = steps(first.state, { type: 'due', part: 1, attempt: 1 }, answer(1, busy))
    expect(steps(second.state, { type: 'due', part: 1, attempt: 1 })).toMatchObject({ state: second.state, effects: [] })
  })

  test('waits as long as the provider says', () => {
    const step = steps(planned({ retries: 1 }), answer(1, { ...busy, retryAfterMs: 31_000 }))
    expect(step.effects).toEqual([{ type: 'wake', part: 1, attempt: 1, afterMs: 31_000 }])
    expect(step.events).toEqual([{ type: 'part-waiting', part: 1, attempt: 1, reason: 'retry', forMs: 31_000 }])
  })

  test('does not hold up a run that stops for another reason while it waits', () => {
    const waiting = steps(planned({ concurrency: 2, retries: 1 }), answer(1, { ...busy, retryAfterMs: 3_600_000 }))
    const step = steps(waiting.state, answer(2, { ending: 'refused', at: 0 }))
    expect(step.state.status).toBe('failed')
    expect(partOf(step.state, 1).status).toBe('pending')
    expect(sentBy(steps(step.state, { type: 'due', part: 1, attempt: 1 }))).toEqual([])
  })

  test('is not waited for in a run that is about to stop', () => {
    const step = steps(planned({ concurrency: 2, retries: 3 }), answer(1, { ending: 'refused', at: 0 }), answer(2, busy))
    expect(step.effects).toEqual([])
    expect(step.state.status).toBe('failed')
  })

  test('waits no longer once the run is paused', () => {
    const waiting = steps(planned({ retries: 1 }), answer(1, busy))
    expect(steps(waiting.state, pause).state).toMatchObject({ status: 'paused', paused: 'user' })
  })

  test('is heard of once', () => {
    const state = planned({ retries: 1 })
    const twice = answer(1, busy)(state)
    expect(steps(state, twice, twice).state).toEqual(steps(state, twice).state)
  })
})

describe('a pause', () => {
  test('lets what is under way finish, and sends nothing after it', () => {
    const step = steps(planned(), pause, answer(1))
    expect(step.effects).toEqual([])
    expect(step.state).toMatchObject({ status: 'paused', paused: 'user' })
    expect(sentBy(steps(step.state, resume))).toEqual([2])
  })

  test('holds a run that has not begun', () => {
    const step = steps(fourSets(), pause, begin)
    expect(sentBy(step)).toEqual([])
    expect(step.state).toMatchObject({ status: 'paused', paused: 'user' })
    expect(sentBy(steps(step.state, resume))).toEqual([0])
  })

  test('of a run whose last part is under way ends completed, since nothing is left to resume', () => {
    const last = steps(planned(), answer(1), answer(2), answer(3)).state
    const step = steps(last, pause, answer(4))
    expect(step.state.status).toBe('completed')
    expect(endingOf(step)).toEqual([{ type: 'run-end', status: 'completed', usage: step.state.usage }])
  })
})

describe('a cancelled run', () => {
  test('aborts what is under way, keeps what had arrived, and ends once that is over', () => {
    const cancelling = steps(planned({ concurrency: 2 }), cancel)
    expect(cancelling.effects).toEqual([{ type: 'abort', part: 1 }, { type: 'abort', part: 2 }])
    expect(endingOf(cancelling)).toEqual([])
    const over = steps(cancelling.state, answer(1, { ending: 'aborted', at: 0.7 }), answer(2, { ending: 'aborted', at: 0 }))
    expect(partOf(over.state, 1).output.segments).toHaveLength(1)
    expect(over.state.status).toBe('cancelled')
    expect(endingOf(over)).toHaveLength(1)
  })

  test('ends at once when nothing is under way', () => {
    expect(steps(fourSets(), cancel)).toMatchObject({ state: { status: 'cancelled' }, effects: [], events: [{ type: 'run-end', status: 'cancelled' }] })
  })

  test('is found and ended when the process died before it was over, and can be resumed', () => {
    const { state } = steps(planned(), cancel)
    expect(state.status).toBe('processing')
    const taken = steps(state, { type: 'begin', now, found: salvage(state, []) })
    expect(sentBy(taken)).toEqual([])
    expect(taken.state.status).toBe('cancelled')
    expect(partOf(taken.state, 1)).toMatchObject({ status: 'failed', mayBeCharged: true })
    expect(sentBy(steps(taken.state, resume))).toEqual([1])
  })
})

describe('after a crash', () => {
  test('a paid run asks before it pays again, and names every part that may have been charged', () => {
    const { state } = steps(planned({ concurrency: 3 }))
    const step = advance(state, { type: 'begin', now, found: salvage(state, []) })
    expect(sentBy(step)).toEqual([])
    expect(step.state).toMatchObject({
      status: 'paused',
      paused: 'consent',
      problem: { message: 'Set 1, set 2 and set 3 were being written when the process ended, and may have been charged. Resume to ask again for what is missing.' },
    })
    expect(sentBy(steps(step.state, resume))).toEqual([1, 2, 3])
  })

  test('a run with consent given beforehand, and the sample writer, go on by themselves', () => {
    const consented = planned({ resend: true })
    expect(sentBy(advance(consented, begin))).toEqual([1])
    const sample = planned({ model: sampleModel })
    expect(sentBy(advance(sample, begin))).toEqual([1])
  })

  test('an answer that had arrived whole is kept, and the run goes on', () => {
    const state = planned()
    const told = answer(1)(state)
    if (told.type !== 'ended') throw new Error('not an answer')
    const step = advance(state, { type: 'begin', now, found: new Map([[1, told.output]]) })
    expect(partOf(step.state, 1).status).toBe('done')
    expect(sentBy(step)).toEqual([2])
  })

  test('a run that a failed part was stopping asks for consent too', () => {
    const { state } = steps(planned({ concurrency: 2 }), answer(1, { ending: 'refused', at: 0 }))
    expect(advance(state, begin).state).toMatchObject({ status: 'paused', paused: 'consent', problem: { message: expect.stringContaining('Set 2 was') } })
  })
})

describe('hard stops', () => {
  test('a run that cannot afford its next request pauses before it', () => {
    const step = steps(fourSets({ maxTokens: 5000 }), begin)
    expect(sentBy(step)).toEqual([])
    expect(step.state).toMatchObject({ status: 'paused', paused: 'budget', problem: { code: 'budget-exceeded' } })
  })

  test('what others have reserved is waited for, not stopped at', () => {
    const limit = 30_000
    let step = steps(fourSets({ concurrency: 4, maxTokens: limit }), begin, answer(0))
    expect(sentBy(step).length).toBeLessThan(5)
    for (let part = 1; part <= 4; part++) step = steps(step.state, answer(part))
    expect(step.state.status).toBe('completed')
  })

  test('a request that was lost counts as all it could have used', () => {
    const cut = answer(1, { ending: 'interrupted', at: 0 })
    const failed = steps(planned(), cut).state
    const { reserved } = partOf(planned(), 1)
    const used = failed.usage.inputTokens + failed.usage.outputTokens
    const lost = reserved.inputTokens + reserved.outputTokens
    const again = (maxTokens: number) => sentBy(steps(failed, { type: 'resume', options: { maxTokens } }))
    expect(again(used + 2 * lost)).toEqual([1])
    expect(again(used + 2 * lost - 1)).toEqual([])
  })

  test('a limit that is raised lets the run go on', () => {
    const { state } = steps(fourSets({ maxTokens: 5000 }), begin)
    expect(sentBy(steps(state, resume))).toEqual([])
    expect(sentBy(steps(state, { type: 'resume', options: { maxTokens: 100_000 } }))).toEqual([0])
  })

  test('a cost limit with an unknown price is never kept by guessing', () => {
    const capability = { ...fourSets().options.capability, price: null }
    expect(steps(fourSets({ capability, maxCost: 100 }), begin).state).toMatchObject({ status: 'paused', paused: 'budget' })
  })
})

describe('resuming', () => {
  test('a run that has not begun changes its options, and begins when it begins', () => {
    const step = steps(fourSets(), { type: 'resume', options: { concurrency: 3 } })
    expect(step).toMatchObject({ state: { status: 'pending', options: { concurrency: 3 } }, events: [], effects: [] })
    expect(steps(step.state, begin).events[0]).toMatchObject({ type: 'run-start', resumed: false })
  })

  test('a run that goes on changes its options, and sends what they allow', () => {
    expect(sentBy(steps(planned(), { type: 'resume', options: { concurrency: 3 } }))).toEqual([2, 3])
  })

  test('gives a failed part its top-ups again', () => {
    const short = answer(1, { fault: 'few', at: 0 })
    const { state } = steps(planned(), short, short, short)
    expect(state.status).toBe('failed')
    const again = steps(state, resume, short, short)
    expect(again.state.status).toBe('processing')
    expect(partOf(again.state, 1)).toMatchObject({ attempt: 6, topUps: 2 })
  })

  test('a completed run does nothing', () => {
    const { state } = steps(fourSets({ only: [] }), begin, answer(0))
    expect(state.status).toBe('completed')
    expect(steps(state, resume)).toEqual({ state, events: [], effects: [] })
  })
})

describe('a provider that says how much it still lets in', () => {
  test('is sent no more than that at once, and the rest when there is room', () => {
    const state = steps(fourSets({ concurrency: 4 }), begin).state
    const room = { requests: { left: 2, perMinute: 60 } }
    const plan = answer(0)(state)
    if (plan.type !== 'ended') throw new Error('an answer ends')
    const step = advance(state, { ...plan, room })
    expect(sentBy(step)).toEqual([1, 2])
    expect(step.effects.filter(effect => effect.type === 'wake')).toEqual([
      { type: 'wake', part: 3, attempt: 0, afterMs: 1000 },
      { type: 'wake', part: 4, attempt: 0, afterMs: 2000 },
    ])
    const later = advance(step.state, { type: 'due', part: 3, attempt: 0 })
    expect(sentBy(later)).toEqual([3])
  })
})
