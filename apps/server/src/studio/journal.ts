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

/** What the models of a run have said since the last commit, by part. Times are milliseconds, monotonic. */
export type Pending = {
  readonly add: (part: number, events: readonly Happening[], now: number) => void
  /** What one commit of text takes, which is then pending no more: the parts that wait longest, and all that wait long. */
  readonly takeDue: (now: number) => Happening[]
  /** All that is pending of a part, or of every part. */
  readonly take: (part?: number) => Happening[]
  readonly isEmpty: () => boolean
}

/**
 * Parts whose text every commit takes. Of so many at once each is stored at once. The few words that a model writes between two
 * commits take as much room again to say whose they are, so that the text of more parts is gathered a little longer.
 */
const partsAtOnce = 4

/** Milliseconds after which a part's text is in the next commit, 50 ms later at most: what has arrived is stored within 250. */
const longMs = 150

type Waiting = { readonly events: Happening[]; readonly since: number }

export const createPending = (): Pending => {
  /** Whoever waits longest stands first. */
  const parts = new Map<number, Waiting>()

  const take = (part?: number): Happening[] => {
    const numbers = part === undefined ? [...parts.keys()] : [part]
    return numbers.flatMap(number => {
      const events = parts.get(number)?.events ?? []
      parts.delete(number)
      return events
    })
  }

  return {
    add(part, more, now) {
      const waiting = parts.get(part) ?? { events: [], since: now }
      parts.set(part, waiting)
      for (const event of more) {
        const last = joined(waiting.events.at(-1), event)
        if (last) waiting.events[waiting.events.length - 1] = last
        else waiting.events.push(event)
      }
    },
    takeDue: now => [...parts].filter(([, waiting], at) => at < partsAtOnce || now - waiting.since >= longMs).flatMap(([part]) => take(part)),
    take,
    isEmpty: () => parts.size === 0,
  }
}
