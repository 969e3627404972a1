import { ColdopenError, type RunEvent } from '@coldopen/core'
import type { Pages } from '../stream/pages.ts'
import type { Hub } from './hub.ts'

/**
 * Every event of a run above `after`, in order, those to come included, until the signal. The journal is read, never the
 * hub: what a listener hears is only that there is something to read.
 */
export async function* follow(from: { pages: Pages; hub: Hub }, run: { id: string; after: number }, signal: AbortSignal): AsyncGenerator<RunEvent> {
  let last = run.after
  let news = Promise.withResolvers<void>()
  let isGone = false
  const wake = () => news.resolve()
  const stop = from.hub.listen(run.id, told => {
    isGone ||= told === 'gone'
    wake()
  })
  signal.addEventListener('abort', wake)
  try {
    while (!signal.aborted) {
      news = Promise.withResolvers<void>()
      if (isGone) throw new ColdopenError('not-found', `The run ${run.id} has been deleted.`)
      const page = await from.pages.read(run.id, last)
      for (const event of page.events) {
        if (signal.aborted) return
        if (event.seq <= last) continue
        last = event.seq
        yield event
      }
      if (!page.more) await news.promise
    }
  } finally {
    stop()
    signal.removeEventListener('abort', wake)
  }
}
