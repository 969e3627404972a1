import type { Segment } from '@coldopen/script'
import type { RunEvent } from '../events.ts'
import { growing, placeText, type Growing } from '../json/place-text.ts'
import { asWritten } from './again.ts'
import { chunkWith, isChunked } from './chunk.ts'
import { checkSegment, isGap } from './contract.ts'
import { planHeadOf } from './read-plan.ts'
import { rulesOf } from './set-request.ts'
import { writersRoster } from './roster.ts'
import { inFlight, type PartOutput, type PartState, type RunState } from './run-state.ts'

type Journal = readonly RunEvent[]

const ofAttempt = (journal: Journal, part: PartState): Journal => {
  return journal.filter(event => 'attempt' in event && event.part === part.number && event.attempt === part.attempt)
}

/** The segments that were closed, checked again as if they had just arrived. */
const salvageSet = (state: RunState, part: PartState, journal: Journal): PartOutput => {
  const text = new Map<number, Growing>()
  const finished: Segment[] = [...part.output.segments]
  for (const event of journal) {
    if (event.type === 'segment-start') text.set(event.segment, growing())
    if (event.type === 'segment-delta') {
      const segment = text.get(event.segment)
      if (segment) placeText(segment, event.path, event.text)
    }
    if (event.type !== 'segment-end' || !state.bible || finished.some(known => known.segment_number === event.segment)) continue
    const checked = checkSegment(text.get(event.segment), event.segment, rulesOf(state.brief, state.bible))
    if (checked.ok) finished.push(checked.segment)
  }
  return { segments: finished.toSorted((a, b) => a.segment_number - b.segment_number) }
}

/** The plan's head and beats, less the field that was written last: nobody knows whether it was whole. */
const salvagePlan = (state: RunState, part: PartState, journal: Journal): PartOutput => {
  const before = part.output.plan ?? { beats: [] }
  const text = growing()
  let last: string | number | undefined
  const beats = new Map<number, string>()
  for (const event of journal) {
    if (event.type !== 'plan-delta') continue
    const [field, at] = event.path
    if (field === 'story_outline' && typeof at === 'number') {
      beats.set(at, (beats.get(at) ?? '') + event.text)
      last = at
      continue
    }
    placeText(text, event.path, event.text)
    last = field
  }
  if (typeof last === 'number') beats.delete(last)
  if (typeof last === 'string') delete text[last]
  const head = before.head ?? planHeadOf({ hashtags: [], ...text }, writersRoster(state.brief))
  if (typeof head === 'string') return { segments: [], plan: before }

  const kept = [...before.beats]
  for (let beat = beats.get(kept.length); beat !== undefined && !isGap(beat); beat = beats.get(kept.length)) {
    kept.push(beat.toWellFormed().trim())
  }
  return { segments: [], plan: { head, beats: kept } }
}

/** The text that had arrived, and the facts. The text was not ended by its model, or the journal would have its part's end. */
const salvageChunk = (state: RunState, part: PartState, journal: Journal): PartOutput => {
  const text = journal.map(event => (event.type === 'chunk-delta' ? event.text : '')).join('')
  const facts = journal.findLast(event => event.type === 'pack-end')
  return {
    ...part.output,
    ...(facts && { pack: facts.pack }),
    ...(text !== '' && { chunk: chunkWith(state.brief, part.number, ((part.output.chunk?.text ?? '') + text).toWellFormed()), closed: false }),
  }
}

const salvagePart = (state: RunState, part: PartState, journal: Journal): PartOutput => {
  if (part.number === 0) return salvagePlan(state, part, journal)
  return isChunked(state.brief) ? salvageChunk(state, part, journal) : salvageSet(state, part, journal)
}

/**
 * What a run's journal has of the answers that were under way when its process died: for each such part, what is finished.
 * The input of `begin` when a run is taken up.
 */
export const salvage = (state: RunState, journal: Journal): Map<number, PartOutput> => {
  const parts = state.parts.filter(inFlight)
  return new Map(
    parts.map(part => [part.number, salvagePart(state, asWritten(part), ofAttempt(journal, part))]),
  )
}
