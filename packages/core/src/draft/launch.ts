import type { Happening } from '../events.ts'
import { largestOutline } from './budget.ts'
import { establishesFacts, isChunked } from './chunk.ts'
import { isCancelled } from './ended.ts'
import { missingOf } from './missing.ts'
import { isWanted, withPart } from './parts.ts'
import { requestFor } from './request.ts'
import { inFlight, isDrafting, type PartState, type RunState } from './run-state.ts'
import { limitBroken, worstOf } from './spending.ts'
import { quiet, type Effect, type Step } from './step.ts'

/** The part to ask for next. In order (one at a time) nothing overtakes a part that is not done. */
const nextPart = (state: RunState): PartState | undefined => {
  if (!state.bible) return state.parts[0]?.status === 'pending' ? state.parts[0] : undefined
  const busy = state.parts.filter(inFlight).length
  if (busy >= state.options.concurrency) return undefined
  const next = state.parts.find(part => part.status === 'pending' && isWanted(state, part.number))
  const facts = state.parts[1]
  const waitsForFacts = next !== facts && facts?.status !== 'done' && establishesFacts(state.brief, 1)
  return waitsForFacts ? undefined : next
}

/** What the next request of a part asks for: all that is missing, or as much of a plan as one request takes. */
const askFor = (state: RunState, part: PartState): number[] => {
  const missing = missingOf(state, part)
  if (part.number > 0) return missing
  const head = missing[0] === 0
  return missing.slice(0, largestOutline(state.options.capability, head) + (head ? 1 : 0))
}

/** Sends what a part is missing. Undefined while what others have reserved leaves too little: they may use less. */
const send = (state: RunState, pending: PartState): Step | undefined => {
  const asking: PartState = { ...pending, asked: askFor(state, pending), attempt: pending.attempt + 1 }
  const { request, budget } = requestFor(state, asking)
  const reserved = worstOf(request)
  const broken = limitBroken(state, reserved)
  if (broken && state.parts.some(inFlight)) return undefined
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

const isWhole = (state: RunState): boolean => {
  return state.bible !== undefined && state.parts.every(part => part.status === 'done' || !isWanted(state, part.number))
}

/** The end of a run in which nothing is under way: undefined while something may still be begun. */
const endOf = (state: RunState): RunState | undefined => {
  if (isCancelled(state)) return { ...state, status: 'cancelled' }
  if (isWhole(state)) {
    const { paused: _, problem: __, ...rest } = state
    return { ...rest, status: 'completed' }
  }
  if (state.paused) return { ...state, status: 'paused' }
  return state.problem && { ...state, status: 'failed' }
}

/** Ends a run in which nothing is under way and nothing may be begun. */
const end = (state: RunState): Step => {
  if (state.status !== 'processing') return quiet(state)
  const resting = withoutWaiting(state)
  const ended = resting.parts.some(inFlight) ? undefined : endOf(resting)
  if (!ended) return quiet(resting)
  const { status, paused, problem, usage } = ended
  return { state: ended, events: [{ type: 'run-end', status, ...(paused && { paused }), ...(problem && { problem }), usage }], effects: [] }
}

/** Waits before a part is sent: a pause between requests, which a crash only makes longer. */
const wait = (state: RunState, part: PartState, afterMs: number): Step => ({
  state: withPart(state, { ...part, status: 'waiting' }),
  events: [],
  effects: [{ type: 'wake', part: part.number, afterMs }],
})

/** Sends what may be sent now (or `afterMs` from now), and ends the run when nothing is left. */
export const launch = (state: RunState, afterMs = 0): Step => {
  const events: Happening[] = []
  const effects: Effect[] = []
  let current = state
  while (isDrafting(current)) {
    const part = nextPart(current)
    const step = part && (afterMs > 0 ? wait(current, part, afterMs) : send(current, part))
    if (!step) break
    current = step.state
    events.push(...step.events)
    effects.push(...step.effects)
  }
  const ending = end(current)
  return { state: ending.state, events: [...events, ...ending.events], effects }
}
