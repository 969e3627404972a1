import type { Happening, RunEvent } from '../events.ts'
import type { PartOutput, PartState } from './run-state.ts'

/** An answer that is told again from its beginning: what of it is new. */
export type Replay = {
  /** Of what is told again, that which the journal does not have. */
  readonly unseen: (events: readonly Happening[]) => Happening[]
  /** Whether the journal has more than was told again so far. */
  readonly isBehind: () => boolean
}

/** Where a happening belongs: the field that its text is of, or the one thing that it says. */
const placeOf = (event: Happening): string => {
  if (event.type === 'segment-delta') return `${event.segment} ${JSON.stringify(event.path)}`
  if (event.type === 'plan-delta') return JSON.stringify(event.path)
  if (event.type === 'segment-start' || event.type === 'segment-end') return `${event.type} ${event.segment}`
  return event.type === 'pack-end' ? `pack ${JSON.stringify(event.pack)}` : event.type
}

/**
 * Leaves out what a journal has of an attempt already. The same answer gives the same text for every field, in whatever pieces
 * it arrives, so that the characters of each field are counted, and nothing else is compared.
 */
export const createReplay = (journal: readonly RunEvent[], part: Pick<PartState, 'number' | 'attempt'>): Replay => {
  const shown = new Map<string, number>()
  const told = new Map<string, number>()
  for (const event of journal) {
    if (!('attempt' in event) || event.part !== part.number || event.attempt !== part.attempt) continue
    if (event.type === 'part-start' || event.type === 'plan-start') continue
    const place = placeOf(event)
    shown.set(place, (shown.get(place) ?? 0) + ('text' in event ? event.text.length : 0))
  }
  return {
    unseen: events =>
      events.flatMap(event => {
        const place = placeOf(event)
        const before = told.get(place) ?? 0
        const known = shown.get(place)
        const length = 'text' in event ? event.text.length : 0
        told.set(place, before + length)
        if (known === undefined || (before >= known && length > 0)) return [event]
        return 'text' in event && before + length > known ? [{ ...event, text: event.text.slice(known - before) }] : []
      }),
    isBehind: () => [...shown].some(([place, length]) => !place.startsWith('pack') && (told.get(place) ?? -1) < length),
  }
}

/** What it takes to go on with an answer that a dead process was reading: `found` is what the journal has finished of it. */
export type TakenUp = { readonly replay: Replay; readonly found: PartOutput }
