import { ColdopenError } from '@coldopen/core'
import type { Store } from '@coldopen/store'

/**
 * How a commit fails: `refused` stores nothing, as a full disk does; `unheard` stores it and says that it did not, as a
 * connection does that breaks before the answer; `gone` fails whatever is asked, as a database does that is not there.
 */
export type Failure = 'refused' | 'unheard' | 'gone'

export type FailingStore = {
  readonly store: Store
  /** Commits so far, those that failed included. */
  readonly commits: () => number
  readonly isBroken: () => boolean
  /** From its next commit but `more` on the storage fails. */
  readonly breakAfter: (more: number, how: Failure) => void
  readonly mend: () => void
}

export const sentence = 'The disk is full: free some space on it, then resume.'

/** A store whose storage breaks when it is told to, and works again when that is mended. */
export const failingStore = (store: Store): FailingStore => {
  let commits = 0
  let breaksAt = Infinity
  let how: Failure = 'refused'
  let broken = false
  const fail = (): never => {
    throw new ColdopenError('storage', sentence)
  }
  const unlessGone = <Arguments extends readonly unknown[], Answer>(work: (...given: Arguments) => Promise<Answer>) => {
    return async (...given: Arguments): Promise<Answer> => (broken && how === 'gone' ? fail() : work(...given))
  }
  return {
    store: {
      ...store,
      load: unlessGone((run: string) => store.load(run)),
      summary: unlessGone((run: string) => store.summary(run)),
      events: unlessGone((run: string, after: number, limit: number) => store.events(run, after, limit)),
      claim: unlessGone((run: string) => store.claim(run)),
      async commit(...given) {
        if (++commits === breaksAt) {
          broken = true
          if (how === 'unheard') await store.commit(...given)
        }
        return broken ? fail() : store.commit(...given)
      },
    },
    commits: () => commits,
    isBroken: () => broken,
    breakAfter(more, failure) {
      breaksAt = commits + more + 1
      how = failure
    },
    mend() {
      broken = false
      breaksAt = Infinity
    },
  }
}
