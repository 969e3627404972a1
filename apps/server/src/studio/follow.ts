import type { RunEvent } from '@coldopen/core'
import type { Store } from '@coldopen/store'
import type { Hub } from './hub.ts'

/** Events read from the store at a time. */
const page = 500

/**
 * Every event of a run above `after`, in order, those to come included, until the signal. The store is read, never the hub:
 * what a listener hears is only that there is something to read.
 */
export async function* follow(from: { store: Store; hub: Hub }, run: { id: string; after: number }, signal: AbortSignal): AsyncGenerator<RunEvent> {
  let last = run.after
  let news = Promise.withResolvers<void>()
  const wake = () => news.resolve()
  const stop = from.hub.listen(run.id, wake)
  signal.addEventListener('abort', wake)
  try {
    while (!signal.aborted) {
      news = Promise.withResolvers<void>()
      const events = await from.store.events(run.id, last, page)
      for (const event of events) {
        if (signal.aborted) return
        last = event.seq
        yield event
      }
      if (events.length < page) await news.promise
    }
  } finally {
    stop()
    signal.removeEventListener('abort', wake)
  }
}
