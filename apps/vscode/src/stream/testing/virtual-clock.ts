import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../port.ts'

/** A clock that stands still until it is told to run. */
export type VirtualClock = Clock & {
  /** Runs for a number of milliseconds: every sleeper that wakes in it goes on until it sleeps again. */
  readonly run: (milliseconds: number) => Promise<void>
  /** Runs until a promise has settled. */
  readonly runUntil: <T>(promise: Promise<T>) => Promise<T>
}

export function createVirtualClock(): VirtualClock {
  let now = 0
  let sleepers: { readonly at: number; readonly wake: () => void }[] = []
  const wakeNext = async (limit: number): Promise<boolean> => {
    await setImmediate()
    const next = sleepers.toSorted((one, other) => one.at - other.at)[0]
    if (next === undefined || next.at > limit) return false
    now = next.at
    sleepers = sleepers.filter(sleeper => sleeper !== next)
    next.wake()
    return true
  }
  return {
    now: () => now,
    sleep: milliseconds => new Promise(resolve => sleepers.push({ at: now + milliseconds, wake: () => resolve() })),
    async run(milliseconds) {
      const limit = now + milliseconds
      while (await wakeNext(limit));
      now = limit
    },
    async runUntil(promise) {
      const state = { isSettled: false }
      const settled = promise.finally(() => (state.isSettled = true))
      while (!state.isSettled) await wakeNext(Infinity)
      return settled
    },
  }
}
