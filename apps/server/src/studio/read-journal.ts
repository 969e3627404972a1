import type { RunEvent } from '@coldopen/core'
import type { Store } from '@coldopen/store'

/** Events read from the store at a time. */
const page = 1000

/** All events of a run, as the store has them by now. */
export const readJournal = async (store: Store, run: string): Promise<RunEvent[]> => {
  const journal: RunEvent[] = []
  for (let events = await store.events(run, 0, page); events.length > 0; events = await store.events(run, journal.at(-1)?.seq ?? 0, page)) journal.push(...events)
  return journal
}
