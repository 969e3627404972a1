import { readerFor, requestFor } from '../../src/draft/request.ts'
import { advance } from '../../src/draft/run.ts'
import type { PartState, RunState } from '../../src/draft/run-state.ts'
import { chain, quiet, type RunInput, type Step } from '../../src/draft/step.ts'
import { play, wholeAnswer, type Behaviour } from './behaviour.ts'

export const now = '2026-11-15T20:00:00.000Z'
export const begin: RunInput = { type: 'begin', now }
export const cancel: RunInput = { type: 'cancel' }
export const pause: RunInput = { type: 'pause', reason: 'user', problem: { code: 'cancelled', message: 'The writer paused the run.' } }
export const resume: RunInput = { type: 'resume' }

export const partOf = (state: RunState, number: number): PartState => {
  const part = state.parts[number]
  if (!part) throw new Error(`there is no part ${number}`)
  return part
}

/** How a model's answer to the request that is under way for a part ends, read by the part's own reader. */
export const answerTo = (state: RunState, number: number, given: Partial<Behaviour> = {}): RunInput => {
  const part = partOf(state, number)
  const played = play(requestFor(state, part).request, { ...wholeAnswer, ...given }, number * 100 + part.attempt)
  const reader = readerFor(state, part)
  reader.push(played.text)
  return { type: 'ended', now, part: number, attempt: part.attempt, outcome: played.outcome, ...reader.finish() }
}

/** What a run reports, or what becomes of the state it is then in. */
export type Told = RunInput | ((state: RunState) => RunInput)

/** One step after another, with all that came of them. */
export const steps = (state: RunState, ...told: Told[]): Step => {
  return told.reduce<Step>((step, next) => chain(step, current => advance(current, typeof next === 'function' ? next(current) : next)), quiet(state))
}

export const answer = (part: number, given: Partial<Behaviour> = {}) => (state: RunState): RunInput => answerTo(state, part, given)

/** The parts that a step sends requests for. */
export const sentBy = (step: Step): number[] => step.effects.flatMap(effect => (effect.type === 'send' ? [effect.part] : []))

export const endingOf = (step: Step) => step.events.filter(event => event.type === 'run-end')
