import { ColdopenError, type RunEvent } from '@coldopen/core'
import type { Store } from '@coldopen/store'
import type { Clock } from '../studio/clock.ts'
import type { Hub } from '../studio/hub.ts'
import { framesOf } from './frames.ts'

/** Events in a page at most, and bytes that it is meant to have: where events are large, the next page has fewer. */
const mostEvents = 64
const pageBytes = 128_000
/** Events in a page of a journal of which nothing is known: they may be large ones. */
const firstEvents = 8

/** Milliseconds that a page is kept for others who come by, and bytes that all of them together may have. */
const keptMs = 1000
const keptBytes = 4_000_000

/** Milliseconds that a database which does not answer is asked again, and between two times. */
const patienceMs = 10_000
const againMs = 250

/** A piece of a run's journal, encoded: every event above `after` up to its last one. */
export type Page = {
  readonly after: number
  /** The number of its last event; `after` when it has none. */
  readonly upTo: number
  readonly events: readonly RunEvent[]
  /** Whether more may stand behind it. If not, nothing stood there when it was asked for. */
  readonly more: boolean
  /** Its events above a number, as server-sent events. */
  readonly bytesAfter: (last: number) => Buffer
}

/**
 * The journals as all who follow read them: a piece is read and encoded once, for everybody who is there or comes by within
 * a second. Whoever waits for more listens to the hub.
 */
export type Pages = {
  /**
   * A page with events above `last` (and perhaps some before it), none when there are none. A database that is away for a
   * moment is waited for; rejects with `storage` when it stays away.
   */
  readonly read: (run: string, last: number) => Promise<Page>
  /** Nothing is waited for any more. */
  readonly close: () => void
}

const pageOf = (after: number, events: readonly RunEvent[], limit: number): Page => {
  const { bytes, starts } = framesOf(events)
  return {
    after,
    upTo: events.at(-1)?.seq ?? after,
    events,
    more: events.length === limit,
    bytesAfter(last) {
      if (last <= after) return bytes
      const first = events.findIndex(event => event.seq > last)
      return first < 0 ? bytes.subarray(0, 0) : bytes.subarray(starts[first])
    },
  }
}

type Reading = { readonly after: number; readonly limit: number; readonly told: number; readonly page: Promise<Page> }

/** Pages that were read a moment ago: of each run, and of all, the oldest first. */
type Kept = {
  readonly find: (run: string, last: number) => Page | undefined
  readonly add: (run: string, page: Page) => void
  /** Events that the next page should have, going by the last one. */
  readonly limitFor: (run: string) => number
}

const createKept = (clock: Clock): Kept => {
  const byRun = new Map<string, Page[]>()
  const queue: { readonly run: string; readonly size: number; readonly since: number }[] = []
  let size = 0
  const dropOld = (): void => {
    for (let oldest = queue[0]; oldest && (size > keptBytes || clock.monotonic() - oldest.since > keptMs); oldest = queue[0]) {
      queue.shift()
      size -= oldest.size
      const pages = byRun.get(oldest.run)
      pages?.shift()
      if (pages?.length === 0) byRun.delete(oldest.run)
    }
  }
  return {
    find(run, last) {
      dropOld()
      return byRun.get(run)?.findLast(page => page.after <= last && last < page.upTo)
    },
    add(run, page) {
      const pages = byRun.get(run) ?? []
      byRun.set(run, pages)
      pages.push(page)
      const bytes = page.bytesAfter(0).length
      queue.push({ run, size: bytes, since: clock.monotonic() })
      size += bytes
      dropOld()
    },
    limitFor(run) {
      const last = byRun.get(run)?.at(-1)
      if (!last) return firstEvents
      const average = last.bytesAfter(0).length / last.events.length
      return Math.max(1, Math.min(mostEvents, Math.floor(pageBytes / average)))
    },
  }
}

export const createPages = (parts: { readonly store: Store; readonly hub: Hub; readonly clock: Clock }): Pages => {
  const { store, hub, clock } = parts
  const readings = new Map<string, Reading[]>()
  const kept = createKept(clock)
  let closed = false

  const patiently = async (run: string, after: number, limit: number): Promise<RunEvent[]> => {
    const since = clock.monotonic()
    for (;;) {
      try {
        return await store.events(run, after, limit)
      } catch (error) {
        const isAway = error instanceof ColdopenError && error.code === 'storage'
        if (!isAway || closed || clock.monotonic() - since > patienceMs) throw error
        await new Promise<void>(resolve => clock.after(againMs, resolve))
      }
    }
  }

  const readOnce = (run: string, after: number): Promise<Page> => {
    const underWay = readings.get(run) ?? []
    readings.set(run, underWay)
    const limit = kept.limitFor(run)
    const page = patiently(run, after, limit).then(events => pageOf(after, events, limit))
    const reading = { after, limit, told: hub.told(run), page }
    const stopListening = hub.listen(run, () => {})
    underWay.push(reading)
    const done = (): void => {
      stopListening()
      underWay.splice(underWay.indexOf(reading), 1)
      if (underWay.length === 0) readings.delete(run)
    }
    page.then(
      read => {
        done()
        // Whoever comes by later cannot know whether something has come since.
        if (read.events.length > 0) kept.add(run, { ...read, more: true })
      },
      done,
    )
    return page
  }

  return {
    async read(run, last) {
      const known = kept.find(run, last)
      if (known) return known
      // One that began before the latest news may lack them. A page reaches at least as far as it has events.
      const told = hub.told(run)
      const joined = readings.get(run)?.find(reading => reading.told === told && reading.after <= last && last < reading.after + reading.limit)
      if (!joined) return readOnce(run, last)
      const page = await joined.page
      return page.after === last || last < page.upTo ? page : readOnce(run, last)
    },
    close() {
      closed = true
    },
  }
}
