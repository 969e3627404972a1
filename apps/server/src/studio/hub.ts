/** A run has more events than before, or has been deleted. */
export type News = 'more' | 'gone'

/** Who wants to know that a run has new events. What is told may come from this process or, by way of a database, from another. */
export type Hub = {
  /** Calls back whenever the run has news; answers how to stop it. */
  readonly listen: (run: string, listener: (news: News) => void) => () => void
  /** The run has events up to this number. What was told already is not told again. */
  readonly tell: (run: string, upTo: number) => void
  /** The run has been deleted. */
  readonly tellGone: (run: string) => void
  /** The number that was told last, since somebody listens; 0 when none was. */
  readonly told: (run: string) => number
  /** Runs that somebody listens to: whoever may have missed news of them looks these up. */
  readonly runs: () => string[]
  readonly listeners: () => number
}

type Heard = { readonly listeners: Set<(news: News) => void>; upTo: number }

export const createHub = (): Hub => {
  const byRun = new Map<string, Heard>()
  return {
    listen(run, listener) {
      const heard = byRun.get(run) ?? { listeners: new Set(), upTo: 0 }
      byRun.set(run, heard)
      heard.listeners.add(listener)
      return () => {
        heard.listeners.delete(listener)
        if (heard.listeners.size === 0 && byRun.get(run) === heard) byRun.delete(run)
      }
    },
    tell(run, upTo) {
      const heard = byRun.get(run)
      if (!heard || upTo <= heard.upTo) return
      heard.upTo = upTo
      for (const listener of heard.listeners) listener('more')
    },
    tellGone(run) {
      const heard = byRun.get(run)
      byRun.delete(run)
      for (const listener of heard?.listeners ?? []) listener('gone')
    },
    told: run => byRun.get(run)?.upTo ?? 0,
    runs: () => [...byRun.keys()],
    listeners: () => [...byRun.values()].reduce((sum, heard) => sum + heard.listeners.size, 0),
  }
}
