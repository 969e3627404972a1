import type { Happening } from '../events.ts'
import { largestOutline } from './budget.ts'
import { isChunked } from './chunk.ts'
import { isCancelled } from './ended.ts'
import { missingOf } from './missing.ts'
import { survey, withPart, type Survey } from './parts.ts'
import { requestFor } from './request.ts'
import { isDrafting, type PartState, type RunState } from './run-state.ts'
import { limitBroken, worstOf } from './spending.ts'
import { quiet, type Effect, type Step } from './step.ts'

/** What the next request of a part asks for: all that is missing, or as much of a plan as one request takes. */
const askFor = (state: RunState, part: PartState): number[] => {
  const missing = missingOf(state, part)
  if (part.number > 0) return missing
  const head = missing[0] === 0
  return missing.slice(0, largestOutline(state.options.capability, head) + (head ? 1 : 0))
}

/** Sends what a part is missing. Undefined while what others have reserved leaves too little: they may use less. */
const send = (state: RunState, pending: PartState, others: number): Step | undefined => {
  const asking: PartState = { ...pending, asked: askFor(state, pending), attempt: pending.attempt + 1 }
  const { request, budget } = requestFor(state, asking)
  const reserved = worstOf(request)
  const broken = limitBroken(state, reserved)
  if (broken && others > 0) return undefined
  if (broken) return quiet({ ...state, paused: 'budget', problem: { code: 'budget-exceeded', message: broken } })

  const { responseId: _, problem: __, ...rest } = asking
  const part: PartState = { ...rest, status: 'requested', reserved }
  const stamp = { part: part.number, attempt: part.attempt, budget }
  const keptCharacters = isChunked(state.brief) ? { keptCharacters: part.output.chunk?.text.length ?? 0 } : {}
  const event: Happening =
    part.number === 0
      ? { type: 'plan-start', ...stamp }
      : { type: 'part-start', ...stamp, asked: [...part.asked], kept: part.output.segments.map(segment => segment.segment_number), ...keptCharacters }
  return {
    state: withPart(state, part),
    events: [event],
    effects: [{ type: 'send', part: part.number, attempt: part.attempt, request }],
  }
}

/** What waits to be sent again waits no longer once its run stops. */
const withoutWaiting = (state: RunState): RunState => {
  if (isDrafting(state) || !state.parts.some(part => part.status === 'waiting')) return state
  return { ...state, parts: state.parts.map(part => (part.status === 'waiting' ? { ...part, status: 'pending' } : part)) }
}

/** The end of a run in which nothing is under way: undefined while something may still be begun. */
const endOf = (state: RunState, isWhole: boolean): RunState | undefined => {
  if (isCancelled(state)) return { ...state, status: 'cancelled' }
  if (isWhole) {
    const { paused: _, problem: __, ...rest } = state
    return { ...rest, status: 'completed' }
  }
  if (state.paused) return { ...state, status: 'paused' }
  return state.problem && { ...state, status: 'failed' }
}

/** Ends a run in which nothing is under way and nothing may be begun. */
const end = (state: RunState, seen: Survey): Step => {
  const ended = seen.busy > 0 ? undefined : endOf(state, seen.isWhole)
  if (!ended) return quiet(state)
  const { status, paused, problem, usage } = ended
  return { state: ended, events: [{ type: 'run-end', status, ...(paused && { paused }), ...(problem && { problem }), usage }], effects: [] }
}

/** Waits before a part is sent: a pause between requests, which a crash only makes longer. */
const wait = (state: RunState, part: PartState, afterMs: number): Step => ({
  state: withPart(state, { ...part, status: 'waiting' }),
  events: [],
  effects: [{ type: 'wake', part: part.number, afterMs }],
})

/**
 * Sends what may be sent now (or `afterMs` from now), and ends the run when nothing is left. The part that comes first goes
 * first: one at a time, nothing overtakes a part that is not done.
 */
export const launch = (state: RunState, afterMs = 0): Step => {
  if (state.status !== 'processing') return quiet(state)
  const events: Happening[] = []
  const effects: Effect[] = []
  let current = withoutWaiting(state)
  let seen = survey(current)
  while (isDrafting(current) && seen.next && seen.busy < current.options.concurrency) {
    const step = afterMs > 0 ? wait(current, seen.next, afterMs) : send(current, seen.next, seen.busy)
    if (!step) break
    current = step.state
    events.push(...step.events)
    effects.push(...step.effects)
    seen = survey(current)
  }
  const ending = end(current, seen)
  return { state: ending.state, events: [...events, ...ending.events], effects }
}
