import type { Bible, Segment } from '@coldopen/script'
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
  /** The request of this attempt waits for room at its endpoint, so many milliseconds. */
  | { readonly type: 'queued'; readonly part: number; readonly attempt: number; readonly forMs: number }
  /** There is room now, and it is about to leave. */
  | { readonly type: 'leaves'; readonly part: number; readonly attempt: number }
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
  /** The wait before the request that follows this attempt at a part is over. */
  | { readonly type: 'due'; readonly part: number; readonly attempt: number }
  | WriterInput

/** What a person says to a run, who may be told that it cannot be done. Plain data, so that it can be handed to another process. */
export type WriterInput =
  | { readonly type: 'cancel' }
  /** What is under way finishes, and no new request leaves. */
  | { readonly type: 'pause'; readonly reason: PauseReason; readonly problem: Problem }
  /** The writer goes on: consent to ask again for what is missing, with other limits if given. */
  | { readonly type: 'resume'; readonly options?: Partial<RunOptions> }
  /** Consent to pay for one part again: for all of it but what is locked, or for what is missing alone. */
  | { readonly type: 'retry'; readonly part: number; readonly missingOnly: boolean }
  /** The writer's bible takes the place of the one there is. */
  | { readonly type: 'bible'; readonly bible: Bible }
  /** The writer's own text of segments, or of one chunk, that are finished. */
  | { readonly type: 'edit'; readonly segments?: readonly Segment[]; readonly chunk?: { readonly number: number; readonly text: string } }
  | { readonly type: 'lock'; readonly number: number; readonly locked: boolean }

/** What a run wants done, after its new state has been committed. */
export type Effect =
  | { readonly type: 'send'; readonly part: number; readonly attempt: number; readonly request: ModelRequest }
  /** Reads an answer that its provider keeps again from its beginning, and shows what the journal does not have. */
  | { readonly type: 'take-up'; readonly part: number; readonly attempt: number; readonly mark: AnswerMark }
  | { readonly type: 'abort'; readonly part: number }
  | { readonly type: 'wake'; readonly part: number; readonly attempt: number; readonly afterMs: number }

/**
 * A step of a run: its next state, what clients are told, and what is to be done. Where a writer's input cannot be taken,
 * `refused` says why, and nothing else has come of it.
 */
export type Step = {
  readonly state: RunState
  readonly events: readonly Happening[]
  readonly effects: readonly Effect[]
  readonly refused?: Problem
}

/** One step after another, as one. Behind a refusal nothing follows. */
export const chain = (step: Step, then: (state: RunState) => Step): Step => {
  if (step.refused) return step
  const next = then(step.state)
  return { ...next, events: [...step.events, ...next.events], effects: [...step.effects, ...next.effects] }
}

/** A step that changes nothing but, perhaps, the state. */
export const quiet = (state: RunState): Step => ({ state, events: [], effects: [] })

/** A step that is not taken: the state stays as it is. */
export const refuse = (state: RunState, code: 'conflict' | 'invalid-input', message: string): Step => ({ ...quiet(state), refused: { code, message } })
