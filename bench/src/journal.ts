import type { Happening } from '@coldopen/core'
import type { Store } from '@coldopen/store'

/** Milliseconds that events are gathered before they are committed together. */
const gatherMs = 50

/** Gathers a run's events, texts of one field joined, and commits them every 50 ms. */
export function openJournal(store: Store, run: string, epoch: number) {
  let pending: Happening[] = []
  let timer: NodeJS.Timeout | undefined
  let committed: Promise<unknown> = Promise.resolve()

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    const events = pending
    pending = []
    if (events.length > 0) committed = committed.then(() => store.commit(run, epoch, { events }, new Date()))
  }

  return {
    add(events: readonly Happening[]): void {
      for (const event of events) {
        const last = pending.at(-1)
        if (last?.type === 'segment-delta' && event.type === 'segment-delta' && isSameField(last, event)) last.text += event.text
        else pending.push(event)
      }
      timer ??= setTimeout(flush, gatherMs)
    },
    async close(): Promise<void> {
      flush()
      await committed
    },
  }
}

type Delta = Extract<Happening, { type: 'segment-delta' }>

function isSameField(one: Delta, other: Delta): boolean {
  return one.segment === other.segment && one.path.length === other.path.length && one.path.every((step, at) => step === other.path[at])
}
