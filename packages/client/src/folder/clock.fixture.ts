import type { Clock } from './pace.ts'

/** A clock that stands still until it is moved. */
export type HandClock = Clock & { advance(ms: number): void }

export const createHandClock = (): HandClock => {
  let now = 1000
  const waiting = new Set<{ at: number; ring: () => void }>()
  return {
    now: () => now,
    later(ms, then) {
      const timer = { at: now + ms, ring: then }
      waiting.add(timer)
      return () => void waiting.delete(timer)
    },
    advance(ms) {
      now += ms
      for (const timer of waiting) {
        if (timer.at > now) continue
        waiting.delete(timer)
        timer.ring()
      }
    },
  }
}
