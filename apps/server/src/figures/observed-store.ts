import type { Store } from '@coldopen/store'
import type { Clock } from '../studio/clock.ts'
import type { Figures } from './figures.ts'

/** A store whose commits are timed and counted. */
export const observedStore = (store: Store, figures: Figures, clock: Clock): Store => ({
  ...store,
  async commit(run, epoch, change, now) {
    const began = clock.monotonic()
    const events = await store.commit(run, epoch, change, now)
    figures.committed((clock.monotonic() - began) / 1000)
    figures.happened(events)
    return events
  },
})
