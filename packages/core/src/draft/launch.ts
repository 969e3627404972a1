import type { Happening } from '../events.ts'
import { largestOutline } from './budget.ts'
import { missingOf } from './missing.ts'
import { requestFor } from './request.ts'
import { inFlight, isDrafting, type PartState, type RunState } from './run-state.ts'
import { limitBroken, worstOf } from './spending.ts'
import { quiet, type Effect, type Step } from './step.ts'

/** Whether a run is meant to draft this part. */
const isWanted = (state: RunState, number: number): boolean => {
  return number === 0 || state.options.only === undefined || state.options.only.includes(number)
}

/** The part to ask for next. In order (one at a time) nothing overtakes a part that is not done. */
const nextPart = (state: RunState): PartState | undefined => {
  if (!state.bible) return state.parts[0]?.status === 'pending' ? state.parts[0] : undefined
  const busy = state.parts.filter(inFlight).length
  if (busy >= state.options.concurrency) return undefined
  return state.parts.find(part => part.status === 'pending' && isWanted(state, part.number))
}

/** What the next request of a part asks for: all that is missing, or as much of a plan as one request takes. */
const askFor = (state: RunState, part: PartState): number[] => {
  const missing = missingOf(state, part)
  if (part.number > 0) return missing
  const head = missing[0] === 0
  return missing.slice(0, largestOutline(state.options.capability, head) + (head ? 1 : 0))
}

const send = (state: RunState, pending: PartState): Step => {
  const asking: PartState = { ...pending, asked: askFor(state, pending), attempt: pending.attempt + 1 }
  const { request, budget } = requestFor(state, asking)
  const reserved = worstOf(request)
  const broken = limitBroken(state, reserved)
  if (broken) return quiet({ ...state, paused: 'budget', problem: { code: 'budget-exceeded', message: broken } })

  const { responseId: _, problem: __, ...rest } = asking
  const part: PartState = { ...rest, status: 'requested', reserved }
  const stamp = { part: part.number, attempt: part.attempt, budget }
  const event: Happening =
    part.number === 0
      ? { type: 'plan-start', ...stamp }
      : { type: 'part-start', ...stamp, asked: [...part.asked], kept: part.output.segments.map(segment => segment.segment_number) }
  return {
    state: { ...state, parts: state.parts.with(part.number, part) },
    events: [event],
    effects: [{ type: 'send', part: part.number, attempt: part.attempt, request }],
  }
}

const endedState = (state: RunState): RunState => {
  if (state.paused) return { ...state, status: 'paused' }
  return { ...state, status: state.problem ? 'failed' : 'completed' }
}

/** Ends a run in which nothing is under way and nothing may be begun. Says so once. */
const end = (state: RunState, before: RunState): Step => {
  if (state.status === 'pending' || state.parts.some(inFlight)) return quiet(state)
  const whole = state.bible !== undefined && state.parts.every(part => part.status === 'done' || !isWanted(state, part.number))
  if (isDrafting(state) && !whole) return quiet(state)
  const ended = state.status === 'processing' ? endedState(state) : state
  const saidBefore = before.status === ended.status && state.status === ended.status && !before.parts.some(inFlight)
  if (saidBefore) return quiet(ended)
  const { status, paused, problem, usage } = ended
  return { state: ended, events: [{ type: 'run-end', status, ...(paused && { paused }), ...(problem && { problem }), usage }], effects: [] }
}

/** Sends what may be sent now, and ends the run when nothing is left. `before` is the state the step began with. */
export const launch = (state: RunState, before: RunState): Step => {
  const events: Happening[] = []
  const effects: Effect[] = []
  let current = state
  while (isDrafting(current)) {
    const part = nextPart(current)
    if (!part) break
    const step = send(current, part)
    current = step.state
    events.push(...step.events)
    effects.push(...step.effects)
  }
  const ending = end(current, before)
  return { state: ending.state, events: [...events, ...ending.events], effects }
}
