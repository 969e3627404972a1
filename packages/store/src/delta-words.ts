import type { JsonPath, RunEvent } from '@coldopen/core'

/** What a part streams: many of these are kept in one row, in words that say no more than what is new. */
export type Delta = Extract<RunEvent, { type: 'plan-delta' | 'segment-start' | 'segment-delta' | 'segment-end' | 'chunk-delta' }>

/**
 * One word of a row. A text is the next event, a delta of the place that was named last; true and false are the events that
 * start and end the segment of that place. A place, `['title']` of the plan, `[161, 'action']` of segment 161, `[]` of a chunk,
 * is named by how many steps of the one before it it keeps, and the steps after these. A number is how many numbers of the run
 * other events have in between.
 */
type Word = string | boolean | readonly [kept: number, ...steps: JsonPath] | number

/** Where the words of a row have come to. */
export type Mark = {
  /** Number of the row's last event. */
  readonly last: number
  /** The place that was named last. */
  readonly place: JsonPath
}

/** Before the first word of a row. */
export const markBefore = (seq: number): Mark => ({ last: seq - 1, place: [] })

/** Fields that are named all the time: -1 is the first of them, and so on. More may follow; none ever moves. */
const knownSteps = ['title', 'setting', 'action', 'narration', 'dialogue', 'character_id', 'delivery', 'line']

const shortened = (step: string | number): string | number => (typeof step === 'string' && knownSteps.includes(step) ? -1 - knownSteps.indexOf(step) : step)
const inFull = (step: string | number): string | number => (typeof step === 'number' && step < 0 ? (knownSteps[-1 - step] ?? step) : step)

const startsOrEnds = (event: Delta) => event.type === 'segment-start' || event.type === 'segment-end'

const placeOf = (event: Delta): JsonPath => {
  if (event.type === 'chunk-delta') return []
  if (event.type === 'plan-delta') return event.path
  return event.type === 'segment-delta' ? [event.segment, ...event.path] : [event.segment]
}

const streamed: ReadonlySet<RunEvent['type']> = new Set<Delta['type']>(['plan-delta', 'segment-start', 'segment-delta', 'segment-end', 'chunk-delta'])
const isOfType = (event: RunEvent): event is Delta => streamed.has(event.type)

/** The path of a plan's text begins with the name of a field, which tells it from a segment's. */
export const isDelta = (event: RunEvent): event is Delta => {
  if (!isOfType(event) || placeOf(event).some(step => typeof step === 'number' && step < 0)) return false
  return event.type !== 'plan-delta' || typeof event.path[0] === 'string'
}

const stepsKept = (place: JsonPath, next: JsonPath): number => {
  const differs = place.findIndex((step, at) => step !== next[at])
  return differs < 0 ? place.length : differs
}

/** The words that tell of an event, as JSON with no brackets around it, and where they lead to. */
export const wordsFor = (event: Delta, mark: Mark): { readonly words: string; readonly mark: Mark } => {
  const words: Word[] = []
  const between = event.seq - mark.last - 1
  if (between > 0) words.push(between)
  const isThere = startsOrEnds(event) && mark.place[0] === event.segment
  const place = isThere ? mark.place : placeOf(event)
  const kept = stepsKept(mark.place, place)
  if (kept < mark.place.length || kept < place.length) words.push([kept, ...place.slice(kept).map(shortened)])
  words.push('text' in event ? event.text : event.type === 'segment-start')
  return { words: JSON.stringify(words).slice(1, -1), mark: { last: event.seq, place } }
}

/** The events that a row tells of. Rows are read as they were written: only the store writes them. */
export const deltasOf = (run: string, row: { readonly seq: number; readonly part: number; readonly attempt: number; readonly words: string }): RunEvent[] => {
  const { part, attempt } = row
  const words: readonly Word[] = JSON.parse(`[${row.words}]`)
  const events: RunEvent[] = []
  let seq = row.seq
  let place: JsonPath = []
  for (const word of words) {
    if (typeof word === 'number') seq += word
    else if (typeof word === 'object') place = [...place.slice(0, word[0]), ...word.slice(1).map(inFull)]
    else events.push(eventAt(place, word, { run, seq: seq++, part, attempt }))
  }
  return events
}

const eventAt = (place: JsonPath, said: string | boolean, stamp: Pick<Delta, 'run' | 'seq' | 'part' | 'attempt'>): RunEvent => {
  const [first, ...path] = place
  if (typeof said === 'boolean') return { ...stamp, type: said ? 'segment-start' : 'segment-end', segment: Number(first) }
  if (first === undefined) return { ...stamp, type: 'chunk-delta', text: said }
  return typeof first === 'number' ? { ...stamp, type: 'segment-delta', segment: first, path, text: said } : { ...stamp, type: 'plan-delta', path: [first, ...path], text: said }
}
