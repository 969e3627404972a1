import type { Happening } from '../events.ts'
import { createAdmission, type Room } from '../model/room.ts'
import type { TokenUsage } from '../model/text-model.ts'
import { largestOutline } from './budget.ts'
import { isChunked } from './chunk.ts'
import { isCancelled } from './ended.ts'
import { missingOf } from './missing.ts'
import { survey, withoutAlone, withPart, type Survey } from './parts.ts'
import type { PartRequest } from './part-request.ts'
import { requestFor } from './request.ts'
import { isDrafting, type PartState, type RunState } from './run-state.ts'
import { limitBroken, worstOf } from './spending.ts'
import { quiet, type Effect, type Step } from './step.ts'
import { wait } from './waiting.ts'

/** What the next request of a part asks for: all that is missing, or as much of a plan as one request takes. */
const askFor = (state: RunState, part: PartState): number[] => {
  const missing = missingOf(state, part)
  if (part.number > 0) return missing
  const head = missing[0] === 0
  return missing.slice(0, largestOutline(state.options.capability, head) + (head ? 1 : 0))
}

type Asking = { readonly part: PartState; readonly prepared: PartRequest }

/** What a part would ask for next, and what it would reserve. */
const prepare = (state: RunState, pending: PartState): Asking => {
  const asking: PartState = { ...pending, asked: askFor(state, pending), attempt: pending.attempt + 1 }
  const prepared = requestFor(state, asking)
  const { responseId: _, answerKept: __, problem: ___, ...rest } = asking
  return { prepared, part: { ...rest, status: 'requested', reserved: worstOf(prepared.request) } }
}

/** Sends what a part is missing. Undefined while what others have reserved leaves too little: they may use less. */
const send = (state: RunState, asking: Asking, others: number): Step | undefined => {
  const { part, prepared } = asking
  const { request, budget } = prepared
  const broken = limitBroken(state, part.reserved)
  if (broken && others > 0) return undefined
  if (broken) return quiet({ ...withoutAlone(state), paused: 'budget', problem: { code: 'budget-exceeded', message: broken } })

  const stamp = { part: part.number, attempt: part.attempt, budget }
  const keptCharacters = isChunked(state.brief) ? { keptCharacters: part.output.chunk?.text.length ?? 0 } : {}
  const event: Happening =
    part.number === 0
      ? { type: 'plan-start', ...stamp }
      : { type: 'part-start', ...stamp, asked: [...part.asked], kept: part.output.segments.map(segment => segment.segment_number), ...keptCharacters, ...(part.again && { again: true }) }
  return {
    state: withPart(state, part),
    events: [event],
    effects: [{ type: 'send', part: part.number, attempt: part.attempt, request }],
  }
}

/** What waits to be sent again waits no longer once its run stops, unless it was asked for by itself. */
const withoutWaiting = (state: RunState): RunState => {
  const stops = (part: PartState): boolean => part.status === 'waiting' && !part.alone
  if (isDrafting(state) || !state.parts.some(stops)) return state
  return { ...state, parts: state.parts.map(part => (stops(part) ? { ...part, status: 'pending' } : part)) }
}

/** Requests that wait for room at their endpoint are called back once their run stops, but for those that were asked for by themselves. */
const calledBack = (state: RunState): Effect[] => {
  if (isDrafting(state)) return []
  return state.parts.flatMap(part => (part.status === 'queued' && !part.alone ? [{ type: 'abort', part: part.number }] : []))
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

/** Why requests may have to wait: the writer's pause between them, and the room that the provider has left. */
export type Pause = { readonly afterMs: number; readonly room?: Room }

/** Tokens that a provider counts when it lets a request in: four bytes of input are about one, and the output is all that may come. */
const admitted = (reserved: TokenUsage): number => Math.ceil(reserved.inputTokens / 4) + reserved.outputTokens

/**
 * Sends what may be sent now, has the rest wait, and ends the run when nothing is left. The part that comes first goes first:
 * one at a time, nothing overtakes a part that is not done.
 */
export const launch = (state: RunState, pause: Pause = { afterMs: 0 }): Step => {
  if (state.status !== 'processing') return quiet(state)
  const events: Happening[] = []
  const effects = calledBack(state)
  let current = withoutWaiting(state)
  const admission = createAdmission(pause.room)
  let seen = survey(current)
  while (seen.next && seen.busy < current.options.concurrency) {
    const asking = prepare(current, seen.next)
    const roomMs = admission(admitted(asking.part.reserved))
    const forMs = Math.max(pause.afterMs, roomMs)
    const step = forMs > 0 ? wait(current, seen.next, { reason: roomMs > pause.afterMs ? 'room' : 'delay', forMs }) : send(current, asking, seen.busy)
    if (!step) break
    current = step.state
    events.push(...step.events)
    effects.push(...step.effects)
    seen = survey(current)
  }
  const ending = end(current, seen)
  return { state: ending.state, events: [...events, ...ending.events], effects }
}
