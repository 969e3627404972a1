import type { Clock } from '../src/index.ts'

type Sleeper = { readonly until: number; readonly wake: () => void }

/** A clock that stands still until it is advanced. */
export function manualClock(): { clock: Clock; advance: (ms: number) => void } {
  let now = Date.UTC(2030, 0, 1)
  const sleepers = new Set<Sleeper>()
  const wakeDue = (): void => {
    for (const sleeper of sleepers) if (sleeper.until <= now) sleeper.wake()
  }
  const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const sleeper = {
        until: now + ms,
        wake: () => {
          sleepers.delete(sleeper)
          resolve()
        },
      }
      sleepers.add(sleeper)
      signal.addEventListener('abort', sleeper.wake, { once: true })
      if (signal.aborted) sleeper.wake()
      wakeDue()
    })
  return {
    clock: { now: () => now, sleep },
    advance: (ms) => {
      now += ms
      wakeDue()
    },
  }
}
