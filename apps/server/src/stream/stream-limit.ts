import { ColdopenError } from '@coldopen/core'

/** How many streams of events one caller may have open at a time. */
export type StreamLimit = {
  /** Counts a stream until it is disposed of. Throws `rate-limited` when the caller has too many. */
  readonly open: (caller: string) => Disposable
}

export const createStreamLimit = (most: number): StreamLimit => {
  const open = new Map<string, number>()
  return {
    open(caller) {
      const count = open.get(caller) ?? 0
      if (count >= most) throw new ColdopenError('rate-limited', `${most} streams of events are open already: close one of them first.`)
      open.set(caller, count + 1)
      let isOpen = true
      return {
        [Symbol.dispose]() {
          if (!isOpen) return
          isOpen = false
          const left = (open.get(caller) ?? 1) - 1
          if (left > 0) open.set(caller, left)
          else open.delete(caller)
        },
      }
    },
  }
}
