import { setTimeout } from 'node:timers/promises'

/** Time as the server knows it. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number
  /** Resolves after so many milliseconds, or as soon as the signal says; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** The longest a timer can wait; anything beyond is as good as for ever. */
const longest = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await setTimeout(Math.min(ms, longest), undefined, { signal })
    } catch (error) {
      if (!signal.aborted) throw error
    }
  },
}
