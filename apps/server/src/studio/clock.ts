/** Time, as an argument, so that a test can hold it still. */
export type Clock = {
  readonly now: () => Date
  /** Milliseconds that only ever grow, whatever is done to the system's clock. */
  readonly monotonic: () => number
  /** Calls back after `ms`; answers how to prevent it. */
  readonly after: (ms: number, then: () => void) => () => void
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  after(ms, then) {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
}
