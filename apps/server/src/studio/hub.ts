/** Who wants to know that a run has new events. */
export type Hub = {
  /** Calls back whenever the run has news; answers how to stop it. */
  readonly listen: (run: string, listener: () => void) => () => void
  readonly tell: (run: string) => void
  readonly listeners: () => number
}

export const createHub = (): Hub => {
  const byRun = new Map<string, Set<() => void>>()
  return {
    listen(run, listener) {
      const set = byRun.get(run) ?? new Set()
      byRun.set(run, set.add(listener))
      return () => {
        set.delete(listener)
        if (set.size === 0 && byRun.get(run) === set) byRun.delete(run)
      }
    },
    tell(run) {
      for (const listener of byRun.get(run) ?? []) listener()
    },
    listeners: () => [...byRun.values()].reduce((sum, set) => sum + set.size, 0),
  }
}
