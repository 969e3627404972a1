import type { Segment } from '@coldopen/script'
import { onWritten } from './again.ts'
import { isChunked, isChunkWhole } from './chunk.ts'
import { done } from './ended.ts'
import { layoutOf } from './layout.ts'
import { missingOf } from './missing.ts'
import { withPart } from './parts.ts'
import { inFlight, type EditedOutput, type PartState, type RunState } from './run-state.ts'
import { isLocked, textTold } from './standing.ts'
import { chain, quiet, refuse, type Step, type WriterInput } from './step.ts'

/** The part that a unit belongs to, by the number of the segment or the chunk. */
const partWith = (state: RunState, number: number): PartState | undefined => {
  const { perSet, first = 1 } = layoutOf(state.brief)
  const at = Math.ceil((number - first + 1) / perSet)
  return at > 0 ? state.parts[at] : undefined
}

const isFinished = (state: RunState, part: PartState, number: number): boolean => {
  if (!isChunked(state.brief)) return part.output.segments.some(segment => segment.segment_number === number)
  // A chunk that is written again may have been left in mid-sentence before.
  return textTold(part) !== undefined && (part.status === 'done' || isChunkWhole(state.brief, part))
}

/** The part with a unit that is finished, or the refusal that says why there is none. */
const finishedPart = (state: RunState, number: number): PartState | Step => {
  const { total, first = 1 } = layoutOf(state.brief)
  const unit = isChunked(state.brief) ? 'chunk' : 'segment'
  if (number < first || number > first + total - 1) return refuse(state, 'invalid-input', `There is no ${unit} ${number}: the script has ${total}.`)
  const part = partWith(state, number)
  return part && isFinished(state, part, number) ? part : refuse(state, 'conflict', `${unit === 'chunk' ? 'Chunk' : 'Segment'} ${number} is not written yet.`)
}

const isRefusal = (found: PartState | Step): found is Step => 'events' in found

const withText = (part: PartState, edited: EditedOutput): PartState => {
  const { edited: _, ...rest } = part
  return edited.text === undefined && (edited.segments ?? []).length === 0 ? rest : { ...rest, edited }
}

/** A segment of the writer's in the place of an earlier one; one that is as it was written is nobody's edit. */
const withSegment = (part: PartState, segment: Segment): PartState => {
  const number = segment.segment_number
  const others = (part.edited?.segments ?? []).filter(each => each.segment_number !== number)
  const written = part.output.segments.find(each => each.segment_number === number)
  const isSame = JSON.stringify(written) === JSON.stringify(segment)
  const segments = isSame ? others : [...others, segment].toSorted((a, b) => a.segment_number - b.segment_number)
  return withText(part, { ...part.edited, segments })
}

const withChunkText = (part: PartState, text: string): PartState => {
  const { text: _, ...rest } = part.edited ?? {}
  return withText(part, text === part.output.chunk?.text ? rest : { ...rest, text })
}

/** Takes the writer's own text of what is finished; later parts are written from it. All of it is taken, or nothing. */
export const edit = (state: RunState, input: Extract<WriterInput, { type: 'edit' }>): Step => {
  const { segments = [], chunk } = input
  if (chunk && !isChunked(state.brief)) return refuse(state, 'invalid-input', 'chunk: this script is made of segments.')
  if (segments.length > 0 && isChunked(state.brief)) return refuse(state, 'invalid-input', 'segments: this script is made of chunks.')
  let next = state
  for (const segment of segments) {
    const part = finishedPart(next, segment.segment_number)
    if (isRefusal(part)) return { ...part, state }
    next = withPart(next, withSegment(part, segment))
  }
  if (!chunk) return quiet(next)
  const part = finishedPart(next, chunk.number)
  return isRefusal(part) ? { ...part, state } : quiet(withPart(next, withChunkText(part, chunk.text)))
}

/** Numbers of everything that is locked, in order. */
export const lockedIn = (state: RunState): number[] => state.parts.flatMap(part => part.locked ?? []).toSorted((a, b) => a - b)

/** What a part that is asked for again has of a segment that is locked meanwhile: the one that stands. */
const againWith = (part: PartState, number: number): Pick<PartState, 'again'> => {
  const standing = part.output.segments.find(segment => segment.segment_number === number)
  if (!part.again || !standing) return {}
  const others = part.again.segments.filter(segment => segment.segment_number !== number)
  return { again: { ...part.again, segments: [...others, standing].toSorted((a, b) => a.segment_number - b.segment_number) } }
}

/** A part that is written again, and whose last missing segment stands since it was locked, has nothing left to be asked for. */
const doneIfWhole = (state: RunState, part: PartState): Step => {
  const isOver = part.status !== 'done' && !inFlight(part) && part.status !== 'held' && missingOf(state, part).length === 0
  return isOver ? done(state, part, '') : quiet(state)
}

/** Locks a finished segment or chunk, so that nothing writes it again, or unlocks it. */
export const lock = (state: RunState, input: Extract<WriterInput, { type: 'lock' }>): Step => {
  const part = finishedPart(state, input.number)
  if (isRefusal(part)) return part
  if (isLocked(part, input.number) === input.locked) return quiet(state)
  const locked = input.locked ? [...(part.locked ?? []), input.number] : (part.locked ?? []).filter(number => number !== input.number)
  const next = withPart(state, { ...part, locked, ...(input.locked && againWith(part, input.number)) })
  const step: Step = { state: next, events: [{ type: 'locks', locked: lockedIn(next) }], effects: [] }
  return chain(step, after => onWritten(after, part.number, doneIfWhole))
}
