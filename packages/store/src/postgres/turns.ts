/** A number of places, each had by one at a time, in the order in which they are asked for. */
export type Turns = {
  /** Resolves when the asker has a place; rejects with `tooLong` when none came free in time. */
  readonly take: () => Promise<void>
  readonly giveBack: () => void
}

/** `ms`: milliseconds that anybody waits at the most. */
export const createTurns = (places: number, waits: { readonly ms: number; readonly tooLong: () => Error }): Turns => {
  const waiting = new Set<() => void>()
  let free = places
  return {
    async take() {
      if (free > 0) {
        free--
        return
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      waiting.add(resolve)
      const timer = setTimeout(() => {
        if (waiting.delete(resolve)) reject(waits.tooLong())
      }, waits.ms)
      await promise.finally(() => clearTimeout(timer))
    },
    giveBack() {
      const [next] = waiting
      if (next === undefined) {
        free++
        return
      }
      waiting.delete(next)
      next()
    },
  }
}
