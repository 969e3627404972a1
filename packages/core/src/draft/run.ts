import type { Bible } from '@coldopen/script'
import type { Problem } from '../events.ts'
import { edit, lock } from './edit.ts'
import { askForConsent, crashed, done, ended, isCancelled } from './ended.ts'
import { givenPlan, isPlanGiven } from './given-plan.ts'
import { launch } from './launch.ts'
import { newPlan, withBible, withoutAlone, withPart } from './parts.ts'
import { retry } from './retry.ts'
import { inFlight, isAsking, isDrafting, type PartState, type RunOptions, type RunState } from './run-state.ts'
import { setBible } from './set-bible.ts'
import { noUsage } from './spending.ts'
import { cleared, started } from './started.ts'
import { chain, quiet, refuse, type Effect, type RunInput, type Step } from './step.ts'
import { takeUpOf } from './take-up.ts'
import { waiting } from './waiting.ts'

/** A run that has not begun. With a bible the plan is there already, and costs nothing. */
export const newRun = (start: { brief: RunState['brief']; options: RunOptions; bible?: Bible }): RunState => {
  const state: RunState = { brief: start.brief, options: start.options, status: 'pending', parts: [newPlan()], usage: noUsage }
  return start.bible ? withBible(state, { ...newPlan(), status: 'done' }, start.bible) : state
}

/** Tells the bible that a run was given; one that was asked for is told when it is done. */
const tellGivenPlan = (state: RunState): Step => {
  const [plan] = state.parts
  const { bible } = state
  if (!plan || !bible || plan.output.plan) return quiet(state)
  const { story_outline: beats, generation_info: _, ...head } = bible
  const told: PartState = { ...plan, output: { ...plan.output, plan: { head, beats } } }
  return { state: withPart(state, told), events: [{ type: 'plan-end', part: 0, attempt: plan.attempt, bible, usage: plan.usage }], effects: [] }
}

const abortOf = (part: PartState): Effect => ({ type: 'abort', part: part.number })

/** An answer that outlived the process that read it: it is read on, or left where it is; a cancelled run gives it up. */
const foundKept = (state: RunState, part: PartState, lacksKey: boolean): Step => {
  if (lacksKey) return quiet(withPart(state, { ...part, status: 'held' }))
  return { state, events: [], effects: [takeUpOf(state, part), ...(isCancelled(state) ? [abortOf(part)] : [])] }
}

const begin = (state: RunState, input: Extract<RunInput, { type: 'begin' }>): Step => {
  if (state.status !== 'pending' && state.status !== 'processing') return quiet(state)
  const cut = state.parts.filter(inFlight)
  let step: Step = { state: { ...state, status: 'processing' }, events: [started(state, state.status === 'processing')], effects: [] }
  step = chain(step, tellGivenPlan)
  for (const part of cut) {
    const isKept = part.status === 'open' && part.answerKept === true
    step = chain(step, next => (isKept ? foundKept(next, part, input.lacksKey === true) : crashed(next, part, input)))
  }
  if (!step.state.bible && isPlanGiven(state.brief)) step = chain(step, next => done(next, { ...newPlan(), output: { segments: [], plan: givenPlan(next.brief) } }, input.now))
  return { ...step, state: askForConsent(step.state, cut) }
}

const isHeld = (part: PartState): boolean => part.status === 'held'

/** A part whose kept answer is read again. */
const opened = (part: PartState): PartState => {
  const { problem: _, ...rest } = part
  return isHeld(part) ? { ...rest, status: 'open' } : part
}

const resume = (state: RunState, given: Partial<RunOptions> | undefined): Step => {
  if (state.status === 'completed') return quiet(state)
  const options = { ...state.options, ...given }
  if (state.status === 'pending') return quiet({ ...state, options })
  const parts = state.parts.map(part => (part.status === 'failed' ? { ...part, status: 'pending' as const, topUps: 0, retries: 0 } : opened(part)))
  const next: RunState = { ...cleared(state), status: 'processing', parts, options }
  return { state: next, events: isDrafting(state) ? [] : [started(next, true)], effects: state.parts.filter(isHeld).map(part => takeUpOf(next, part)) }
}

/** A run that is cancelled goes on until what it aborts is over, so that a process that dies meanwhile leaves it to be found. */
const cancel = (state: RunState): Step => {
  if (state.status === 'completed' || state.status === 'cancelled') return quiet(state)
  const problem: Problem = { code: 'cancelled', message: 'The run was cancelled; what is finished is kept.' }
  const effects = state.parts.flatMap(part => (isHeld(part) ? [takeUpOf(state, part), abortOf(part)] : isAsking(part) ? [abortOf(part)] : []))
  return { state: { ...withoutAlone(cleared({ ...state, parts: state.parts.map(opened) })), status: 'processing', problem }, events: [], effects }
}

const pause = (state: RunState, input: Extract<RunInput, { type: 'pause' }>): Step => {
  const { status } = state
  if (status === 'completed' || status === 'failed' || status === 'cancelled') return refuse(state, 'conflict', `The run is ${status}, so there is nothing to pause.`)
  if (status !== 'pending' && !isDrafting(state)) return quiet(withoutAlone(state))
  return quiet({ ...withoutAlone(state), status: 'processing', paused: input.reason, problem: input.problem })
}

/** A request that waits for room, or has it. One whose run has stopped meanwhile is called back, and does not leave any more. */
const queue = (state: RunState, input: Extract<RunInput, { type: 'queued' | 'leaves' }>): Step => {
  const part = state.parts[input.part]
  if (!part || part.attempt !== input.attempt) return quiet(state)
  const mayLeave = isDrafting(state) || part.alone
  if (input.type === 'queued' && part.status === 'requested') {
    return { state: withPart(state, { ...part, status: 'queued' }), events: [waiting(part, 'room', input.forMs)], effects: mayLeave ? [] : [abortOf(part)] }
  }
  if (input.type === 'leaves' && part.status === 'queued' && mayLeave) {
    return { state: withPart(state, { ...part, status: 'requested' }), events: [waiting(part, 'room', 0)], effects: [] }
  }
  return quiet(state)
}

const react = (state: RunState, input: RunInput): Step => {
  switch (input.type) {
    case 'begin':
      return begin(state, input)
    case 'created': {
      const part = state.parts[input.part]
      if (part?.status !== 'requested' || part.attempt !== input.attempt) return quiet(state)
      return quiet(withPart(state, { ...part, status: 'open', responseId: input.responseId, ...(input.kept && { answerKept: true }) }))
    }
    case 'queued':
    case 'leaves':
      return queue(state, input)
    case 'ended':
      return ended(state, input)
    case 'due': {
      const part = state.parts[input.part]
      return quiet(part?.status === 'waiting' && part.attempt === input.attempt ? withPart(state, { ...part, status: 'pending' }) : state)
    }
    case 'cancel':
      return cancel(state)
    case 'pause':
      return pause(state, input)
    case 'resume':
      return resume(state, input.options)
    case 'retry':
      return retry(state, input)
    case 'bible':
      return setBible(state, input.bible)
    case 'edit':
      return edit(state, input)
    default:
      return lock(state, input)
  }
}

/**
 * Carries a run one step on. Pure: no clock, no chance, no I/O. The caller commits `state` and `events` together, and only
 * then carries out `effects`, so that what was under way at a crash is always known.
 */
export const advance = (state: RunState, input: RunInput): Step => {
  const step = react(state, input)
  if (input.type === 'created' || input.type === 'queued' || input.type === 'leaves') return step
  if (input.type === 'ended' && input.isLast) return step
  if (input.type !== 'ended') return chain(step, next => launch(next))
  const untilNext = { afterMs: state.options.delayMs ?? 0, ...(input.room && { room: input.room }) }
  return chain(step, next => launch(next, untilNext))
}
