/** What a stream needs of time. */
export type StreamClock = {
  /** Milliseconds since 1970, UTC: only for dates that a provider sends. */
  readonly now: () => number
  /** Milliseconds that only ever grow, whatever is done to the system's clock; they may or may not count a machine's sleep. */
  readonly monotonic: () => number
  /** Calls `run` once after `ms` milliseconds, unless what it answers is called first. */
  readonly after: (ms: number, run: () => void) => () => void
}

export const systemClock: StreamClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

/** Ends a request for one of two reasons: its owner's signal, or `idleMs` milliseconds without `progress`. */
export type StreamWatch = {
  /** Closes the connection when it aborts. */
  readonly signal: AbortSignal
  /** Begins the idle time anew, or a shorter one of `ms` milliseconds. */
  readonly progress: (ms?: number) => void
  /** Stops the idle time until the next `progress`: whoever reads the stream may take as long as they like. */
  readonly pause: () => void
  /** Why the request was ended from this side, if it was. */
  readonly cause: () => 'aborted' | 'stalled' | undefined
  /** Closes the connection, if it still stands, and forgets the owner's signal. */
  readonly close: () => void
}

/**
 * Milliseconds between two looks at the time, and those by which a look may be late on a machine that is merely busy. One that is
 * later comes from a machine, or a process, that was asleep.
 */
const lookMs = 1000
const asleepMs = 2000

export function watchStream(owner: AbortSignal, clock: StreamClock, idleMs: number): StreamWatch {
  const connection = new AbortController()
  let cancelTimer: (() => void) | undefined
  let stalled = false
  const abort = () => connection.abort()
  owner.addEventListener('abort', abort)
  if (owner.aborted) abort()

  function pause(): void {
    cancelTimer?.()
    cancelTimer = undefined
  }

  function progress(ms = idleMs): void {
    pause()
    const over = clock.monotonic() + Math.min(ms, idleMs)
    const look = (): void => {
      const left = over - clock.monotonic()
      if (left <= 0) {
        stalled = true
        return abort()
      }
      const due = clock.monotonic() + Math.min(left, lookMs)
      // What arrived in a sleep has not been read yet: the stream is given its time again.
      cancelTimer = clock.after(Math.min(left, lookMs), () => (clock.monotonic() - due > asleepMs ? progress(ms) : look()))
    }
    look()
  }

  function close(): void {
    pause()
    owner.removeEventListener('abort', abort)
    abort()
  }

  return { signal: connection.signal, progress, pause, close, cause: () => (owner.aborted ? 'aborted' : stalled ? 'stalled' : undefined) }
}
