/**
 * Keeps what the writer types from being lost with her window. An editor keeps a copy of unsaved text a second after its last
 * change, and saves by itself as late, so that in a document that is streamed into it comes to neither: once she rests, the
 * stream rests too, until the editor had the time.
 */
export type Breather = {
  /** The document changed; by the stream, or by somebody else. */
  readonly changed: (byStream: boolean) => void
  /** Milliseconds for which the stream is to leave the document as it is. */
  readonly rest: () => number
}

/** Milliseconds: after so long without a key the writer rests, and so long a document is left alone then. */
export const breath = { restsAfter: 500, leftFor: 1500 }

export function createBreather(now: () => number): Breather {
  /** When somebody else changed the document last, unless the editor had the time since. */
  let typed: number | undefined
  let changed = 0
  return {
    changed(byStream) {
      changed = now()
      if (!byStream) typed = changed
    },
    rest() {
      if (typed === undefined || now() - typed < breath.restsAfter) return 0
      const left = changed + breath.leftFor - now()
      if (left <= 0) typed = undefined
      return Math.max(0, left)
    },
  }
}
