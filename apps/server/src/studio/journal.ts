import type { Happening } from '@coldopen/core'

/** Joins a text onto the last piece of the same field, so that the journal has one row where the stream had many. */
const joined = (last: Happening | undefined, next: Happening): Happening | undefined => {
  if (!last || last.type !== next.type) return undefined
  const samePlace = 'part' in last && 'part' in next && last.part === next.part && last.attempt === next.attempt
  if (!samePlace) return undefined
  if (last.type === 'chunk-delta' && next.type === 'chunk-delta') return { ...last, text: last.text + next.text }
  const samePath = 'path' in last && 'path' in next && last.path.length === next.path.length && last.path.every((step, at) => step === next.path[at])
  if (last.type === 'segment-delta' && next.type === 'segment-delta' && samePath && last.segment === next.segment) {
    return { ...last, text: last.text + next.text }
  }
  if (last.type === 'plan-delta' && next.type === 'plan-delta' && samePath) return { ...last, text: last.text + next.text }
  return undefined
}

/** What a run's models have said since the last commit. */
export type Pending = {
  readonly add: (events: readonly Happening[]) => void
  /** All that is pending, which is then pending no more. */
  readonly take: () => Happening[]
  readonly isEmpty: () => boolean
}

export const createPending = (): Pending => {
  let events: Happening[] = []
  return {
    add(more) {
      for (const event of more) {
        const last = joined(events.at(-1), event)
        if (last) events[events.length - 1] = last
        else events.push(event)
      }
    },
    take() {
      const taken = events
      events = []
      return taken
    },
    isEmpty: () => events.length === 0,
  }
}
