import type { Happening, PauseReason, Problem } from '../events.ts'
import type { Room } from '../model/room.ts'
import type { AnswerMark, ModelRequest, Outcome } from '../model/text-model.ts'
import type { PartOutput, RunOptions, RunState } from './run-state.ts'

/** What the world reports to a run. `now` is ISO 8601, UTC: the only time a run knows. */
export type RunInput =
  /**
   * The run starts, or is taken up by a process that finds it. `found`: what the journal has of answers that were cut by a
   * crash. `lacksKey`: nothing can be asked of the provider, so that answers which it keeps wait there.
   */
  | { readonly type: 'begin'; readonly now: string; readonly found?: ReadonlyMap<number, PartOutput>; readonly lacksKey?: boolean }
  /** `kept`: the provider keeps the answer. */
  | { readonly type: 'created'; readonly part: number; readonly attempt: number; readonly responseId: string; readonly kept?: boolean }
  | {
      readonly type: 'ended'
      readonly now: string
      readonly part: number
      readonly attempt: number
      readonly output: PartOutput
      readonly faults: readonly string[]
      readonly outcome: Outcome
      /** No request may follow it here: the process ends, and another one goes on. */
      readonly isLast?: boolean
      /** What the provider still lets in. */
      readonly room?: Room
      /** The answer was not asked for here but read again from its beginning. */
      readonly takenUp?: boolean
    }
  /** The wait before a part's next request is over. */
  | { readonly type: 'due'; readonly part: number }
  | { readonly type: 'cancel' }
  | { readonly type: 'pause'; readonly reason: PauseReason; readonly problem: Problem }
  /** The writer goes on: consent to ask again for what is missing, with other limits if given. */
  | { readonly type: 'resume'; readonly options?: Partial<RunOptions> }

/** What a run wants done, after its new state has been committed. */
export type Effect =
  | { readonly type: 'send'; readonly part: number; readonly attempt: number; readonly request: ModelRequest }
  /** Reads an answer that its provider keeps again from its beginning, and shows what the journal does not have. */
  | { readonly type: 'take-up'; readonly part: number; readonly attempt: number; readonly mark: AnswerMark }
  | { readonly type: 'abort'; readonly part: number }
  | { readonly type: 'wake'; readonly part: number; readonly afterMs: number }

/** A step of a run: its next state, what clients are told, and what is to be done. */
export type Step = { readonly state: RunState; readonly events: readonly Happening[]; readonly effects: readonly Effect[] }

/** One step after another, as one. */
export const chain = (step: Step, then: (state: RunState) => Step): Step => {
  const next = then(step.state)
  return { state: next.state, events: [...step.events, ...next.events], effects: [...step.effects, ...next.effects] }
}

/** A step that changes nothing but, perhaps, the state. */
export const quiet = (state: RunState): Step => ({ state, events: [], effects: [] })
