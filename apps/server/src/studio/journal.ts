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

/** What the models of a run have said since the last commit, by part. */
export type Pending = {
  readonly add: (part: number, events: readonly Happening[]) => void
  /** What one commit of text takes, which is then pending no more: parts that wait longest, and all that have much to say. */
  readonly takeDue: () => Happening[]
  /** All that is pending of a part, or of every part. */
  readonly take: (part?: number) => Happening[]
  readonly isEmpty: () => boolean
}

/**
 * Parts whose text one commit takes. Of so many at once each is stored at every commit. A row of the journal is larger than
 * the few words that a model writes between two commits, so that the text of more parts is stored less often, in longer rows.
 */
const partsAtOnce = 4

/** A part that has so much to say is always taken, in UTF-16 units: more than 1 kB of its text is never lost. */
const much = 340

type Waiting = { events: Happening[]; length: number }

const lengthOf = (events: readonly Happening[]): number => events.reduce((sum, event) => sum + ('text' in event ? event.text.length : 0), 0)

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
    add(part, more) {
      const waiting = parts.get(part) ?? { events: [], length: 0 }
      parts.set(part, waiting)
      waiting.length += lengthOf(more)
      for (const event of more) {
        const last = joined(waiting.events.at(-1), event)
        if (last) waiting.events[waiting.events.length - 1] = last
        else waiting.events.push(event)
      }
    },
    takeDue: () => [...parts].filter(([, waiting], at) => at < partsAtOnce || waiting.length >= much).flatMap(([part]) => take(part)),
    take,
    isEmpty: () => parts.size === 0,
  }
}
