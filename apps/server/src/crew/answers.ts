import { ColdopenError } from '@coldopen/core'
import type { Inputs } from '@coldopen/store'
import type { Clock } from '../studio/clock.ts'

/** Milliseconds between two looks at an input of which nothing is heard, and after which nobody is waited for any more. */
const lookMs = 1000
const patienceMs = 25_000

/** What becomes of inputs that were posted for other processes. */
export type Answers = {
  /**
   * Resolves once an input is carried out; rejects with the refusal, or with `storage` when nobody carries it out in time.
   * `nudge` is called now, and again for as long as nothing is heard: it sees to it that somebody has the run.
   */
  readonly of: (id: number, run: string, nudge: () => Promise<void>) => Promise<void>
  /** There may be an answer to this input. */
  readonly look: (id: number) => void
  readonly lookAtAll: () => void
}

export const createAnswers = (inputs: Inputs, clock: Clock): Answers => {
  const waiting = new Map<number, () => void>()

  /** Resolves when there may be an answer: at a word, or after a while. */
  const news = async (id: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    waiting.set(id, resolve)
    const stop = clock.after(lookMs, resolve)
    await promise
    stop()
  }

  return {
    async of(id, run, nudge) {
      const since = clock.monotonic()
      try {
        while (clock.monotonic() - since < patienceMs) {
          const heard = news(id)
          await nudge()
          await heard
          const answer = await inputs.answer(id)
          if (answer.type === 'taken') return
          if (answer.type === 'refused') throw new ColdopenError(answer.problem.code, answer.problem.message)
        }
      } finally {
        waiting.delete(id)
      }
      throw new ColdopenError('storage', `No server has taken up run ${run} in time. What you asked for is kept, and is done when one does: look at the run again in a while.`)
    },
    look: id => waiting.get(id)?.(),
    lookAtAll() {
      for (const look of waiting.values()) look()
    },
  }
}
