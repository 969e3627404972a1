import { ColdopenError } from '@coldopen/core'
import type { Clock } from './clock.ts'

/** Milliseconds before work on the store is tried again: the first time, and at the most, since it doubles. */
const firstMs = 100
const mostMs = 2000

/** Milliseconds of trouble that nobody is told of: a database that is started again is back sooner. */
const quietMs = 1000

/** Work on a store that may be away for a while: the disk is full, the database is gone. */
export type Patience = {
  /** Tries until it works. Rejects with what is not a failure of the storage, and with that, too, once nobody waits for it any more. */
  readonly until: <T>(work: () => Promise<T>) => Promise<T>
  /** What waits, less patiently: rejects as soon as it is known that the storage does not work. */
  readonly unlessTroubled: (work: Promise<void>) => Promise<void>
  /** Why nothing can be stored, once it is more than a hiccup; undefined while all is well. */
  readonly trouble: () => ColdopenError | undefined
  /** Tries now what waits to be tried. */
  readonly hurry: () => void
  /** Waits no more: what does not work now has failed. */
  readonly giveUp: () => void
}

const isOfStorage = (error: unknown): error is ColdopenError => error instanceof ColdopenError && error.code === 'storage'

/** `onTrouble` is called when there is trouble, and when it is over. */
export const createPatience = (clock: Clock, onTrouble: (problem: ColdopenError | undefined) => void): Patience => {
  const impatient = new Set<(error: ColdopenError) => void>()
  const waiting = new Set<() => void>()
  let known: ColdopenError | undefined
  let givenUp = false

  const pause = async (ms: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const forget = clock.after(ms, resolve)
    waiting.add(resolve)
    await promise
    waiting.delete(resolve)
    forget()
  }

  const hurry = (): void => {
    for (const wake of waiting) wake()
  }

  const tell = (error: ColdopenError | undefined): void => {
    const isNews = (known === undefined) !== (error === undefined)
    known = error
    if (isNews) onTrouble(error)
    if (error) for (const reject of impatient) reject(error)
  }

  return {
    async until(work) {
      const since = clock.monotonic()
      for (let wait = firstMs; ; wait = Math.min(wait * 2, mostMs)) {
        try {
          const done = await work()
          if (known) tell(undefined)
          return done
        } catch (error) {
          if (!isOfStorage(error) || givenUp) throw error
          if (known || clock.monotonic() - since >= quietMs) tell(error)
          await pause(wait)
        }
      }
    },
    unlessTroubled(work) {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      impatient.add(reject)
      work.then(() => resolve(), reject).finally(() => impatient.delete(reject))
      return promise
    },
    trouble: () => known,
    hurry,
    giveUp() {
      givenUp = true
      hurry()
    },
  }
}
