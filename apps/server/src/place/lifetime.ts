import type { Clock } from '../studio/clock.ts'

/** Calls `end` once when nothing was going on for `idleMs`. Looks a few times in that span. Answers how to stop looking. */
export const endWhenIdle = (watch: { clock: Clock; idleMs: number; isIdle: () => boolean }, end: () => void): (() => void) => {
  const { clock, idleMs } = watch
  let since = clock.monotonic()
  let stop: () => void = () => {}
  const look = (): void => {
    const now = clock.monotonic()
    if (!watch.isIdle()) since = now
    if (now - since >= idleMs) return end()
    stop = clock.after(idleMs / 4, look)
  }
  look()
  return () => stop()
}
