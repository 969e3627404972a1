import { ColdopenError, type Problem, type RunEvent } from '@coldopen/core'
import type { RunSummary } from '@coldopen/store'

/** Runs that wait because nothing can be stored: in the store they look as if they went on. */
export type Troubles = {
  readonly tell: (run: string, problem: ColdopenError | undefined) => void
  /** Why a run waits, in a sentence; undefined while all is well. */
  readonly of: (run: string) => Problem | undefined
  /** Calls back when a run begins to wait; answers how to stop it. */
  readonly listen: (run: string, listener: () => void) => () => void
}

export const createTroubles = (): Troubles => {
  const problems = new Map<string, Problem>()
  const listeners = new Map<string, Set<() => void>>()
  return {
    tell(run, problem) {
      if (!problem) {
        problems.delete(run)
        return
      }
      problems.set(run, { code: problem.code, message: problem.message })
      for (const listener of listeners.get(run) ?? []) listener()
    },
    of: run => problems.get(run),
    listen(run, listener) {
      const set = listeners.get(run) ?? new Set()
      listeners.set(run, set.add(listener))
      return () => {
        set.delete(listener)
        if (set.size === 0 && listeners.get(run) === set) listeners.delete(run)
      }
    },
  }
}

/** A run that waits is `paused: storage` for whoever looks at it, though that cannot be stored. */
export const withTrouble = (summary: RunSummary, troubles: Pick<Troubles, 'of'>): RunSummary => {
  const problem = troubles.of(summary.id)
  return problem ? { ...summary, status: 'paused', paused: 'storage', problem } : summary
}

type Followed = { readonly signal: AbortSignal; readonly events: (stopped: AbortSignal) => AsyncIterable<RunEvent> }

/**
 * The events of a run, for as long as there is a hope of more: a follower of one that waits is told why, by a `storage` error,
 * and comes again with the last number it has.
 */
export async function* unlessTroubled(troubles: Pick<Troubles, 'of' | 'listen'>, run: string, followed: Followed): AsyncGenerator<RunEvent> {
  const waits = new AbortController()
  const stop = troubles.listen(run, () => waits.abort())
  try {
    if (troubles.of(run)) waits.abort()
    yield* followed.events(AbortSignal.any([followed.signal, waits.signal]))
    const problem = troubles.of(run)
    if (problem && !followed.signal.aborted) throw new ColdopenError(problem.code, problem.message)
  } finally {
    stop()
  }
}
