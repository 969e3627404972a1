import type { Clock } from './clock.ts'

/** What may be asked for in a minute; tokens count the input and the output that is asked for, before it is written. */
export type Limits = { readonly requests?: number; readonly tokens?: number }

/** Whether a request is let in, and the headers that say how much is left. */
export type Admission = { readonly admitted: boolean; readonly waitMs: number; readonly headers: { readonly [name: string]: string } }

const plenty = { requests: 10_000, tokens: 2_000_000 }

/** A time as the headers write it: `12ms`, `1.5s`, `2m3s`. */
function span(ms: number): string {
  if (ms < 1000) return `${Math.ceil(ms)}ms`
  const seconds = Math.ceil(ms / 10) / 100
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${Math.ceil(seconds % 60)}s`
}

/** A bucket that holds a minute's worth and fills steadily. */
function createBucket(perMinute: number, clock: Clock) {
  let level = perMinute
  let seen = clock.now()
  const fill = (): void => {
    const now = clock.now()
    level = Math.min(perMinute, level + ((now - seen) / 60_000) * perMinute)
    seen = now
  }
  return {
    /** Milliseconds until so much is there; 0 when it is. A request beyond the whole bucket is never admitted. */
    missing: (amount: number): number => {
      fill()
      return amount <= level ? 0 : ((amount - level) / perMinute) * 60_000
    },
    take: (amount: number): void => {
      level -= amount
    },
    left: (): number => Math.max(0, Math.floor(level)),
    full: (): number => ((perMinute - level) / perMinute) * 60_000,
  }
}

/** Admits requests within limits; without limits every request, with headers that count from a generous one. */
export function createLimiter(limits: Limits, clock: Clock): (tokens: number) => Admission {
  const requests = createBucket(limits.requests ?? plenty.requests, clock)
  const tokens = createBucket(limits.tokens ?? plenty.tokens, clock)
  return (asked) => {
    const requestWait = requests.missing(1)
    const tokenWait = tokens.missing(asked)
    const waitMs = Math.max(limits.requests === undefined ? 0 : requestWait, limits.tokens === undefined ? 0 : tokenWait)
    if (waitMs === 0) {
      requests.take(1)
      tokens.take(asked)
    }
    const headers = {
      'x-ratelimit-limit-requests': String(limits.requests ?? plenty.requests),
      'x-ratelimit-limit-tokens': String(limits.tokens ?? plenty.tokens),
      'x-ratelimit-remaining-requests': String(requests.left()),
      'x-ratelimit-remaining-tokens': String(tokens.left()),
      'x-ratelimit-reset-requests': span(requests.full()),
      'x-ratelimit-reset-tokens': span(tokens.full()),
    }
    return { admitted: waitMs === 0, waitMs, headers }
  }
}
