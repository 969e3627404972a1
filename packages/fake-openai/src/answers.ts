import type { Answer } from './answer.ts'
import { endsAt } from './wire/deliver.ts'
import type { ResponseStatus } from './wire/response-object.ts'

/** An answer that the server keeps, so that it can be fetched, followed and cancelled later. */
export type KeptAnswer = { readonly answer: Answer; readonly cancelling: AbortController }

export type Answers = {
  /** Keeps an answer when its request says so; chat completions are not kept. */
  hold(answer: Answer): KeptAnswer
  get(id: string): KeptAnswer | undefined
  /** Whatever is still being written stops. */
  cancelAll(): void
}

export function createAnswers(): Answers {
  const kept = new Map<string, KeptAnswer>()
  return {
    hold: (answer) => {
      const entry = { answer, cancelling: new AbortController() }
      if (answer.asked.api === 'responses' && answer.asked.store) kept.set(answer.id, entry)
      return entry
    },
    get: (id) => kept.get(id),
    cancelAll: () => {
      for (const { cancelling } of kept.values()) cancelling.abort()
    },
  }
}

/** Where an answer stands at a time; it is written by time alone, whether or not anyone listens. */
export function statusAt(kept: KeptAnswer, now: number): ResponseStatus {
  if (kept.cancelling.signal.aborted) return 'cancelled'
  if (now < endsAt(kept.answer)) return 'in_progress'
  const { type } = kept.answer.ending
  return type === 'error' ? 'failed' : type
}
