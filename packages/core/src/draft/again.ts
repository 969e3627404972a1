import type { Happening } from '../events.ts'
import { withPart } from './parts.ts'
import type { EditedOutput, PartOutput, PartState, RunState } from './run-state.ts'
import { isLocked } from './standing.ts'
import type { Step } from './step.ts'

/*
 * A part that is asked for again keeps its output until the new one is whole: who reads the script meanwhile reads the old
 * text, and a request that fails takes nothing away.
 */

/** The writer's text of those units that stay as they are. */
const editedAndLocked = (part: PartState): EditedOutput | undefined => {
  if (!part.locked || part.locked.length === 0) return undefined
  const { segments, ...rest } = part.edited ?? {}
  const kept = segments?.filter(segment => isLocked(part, segment.segment_number))
  return { ...rest, ...(kept && { segments: kept }) }
}

const withEdited = (part: PartState, edited: EditedOutput | undefined): PartState => {
  const { edited: _, ...rest } = part
  return edited ? { ...rest, edited } : rest
}

/** A part as its own requests see it: where it is asked for again, what there is of the new output. */
export const asWritten = (part: PartState): PartState => {
  const { again, ...rest } = part
  return again ? withEdited({ ...rest, output: again }, editedAndLocked(part)) : part
}

/** What a part that is asked for again begins with: what is locked, and the facts, which are not asked for twice. */
export const startAgain = (part: PartState): PartOutput => ({
  segments: part.output.segments.filter(segment => isLocked(part, segment.segment_number)),
  ...(part.output.pack && { pack: part.output.pack }),
})

/** The new output in the place of the old one, but for what was locked, be it since it was asked for. */
const replaced = (old: PartState, written: PartState): PartState => {
  const { chunk } = old.output
  if (chunk && isLocked(old, chunk.chunk_number)) return withEdited({ ...written, output: old.output }, old.edited)
  const segments = written.output.segments.map(segment => {
    return isLocked(old, segment.segment_number) ? (old.output.segments.find(each => each.segment_number === segment.segment_number) ?? segment) : segment
  })
  return withEdited({ ...written, output: { ...written.output, segments } }, editedAndLocked(old))
}

const keptOf = (old: PartState, event: Happening): Happening => {
  if (event.type !== 'part-failed') return event
  const text = old.output.chunk?.text
  return { ...event, kept: old.output.segments.map(segment => segment.segment_number), ...(text !== undefined && { keptCharacters: text.length }) }
}

/** Carries a part one step on as if its output were the one that is being written. */
export const onWritten = (state: RunState, number: number, step: (state: RunState, part: PartState) => Step): Step => {
  const old = state.parts[number]
  if (!old?.again) return old ? step(state, old) : { state, events: [], effects: [] }
  const seen = asWritten(old)
  const taken = step(withPart(state, seen), seen)
  const now = taken.state.parts[number] ?? seen
  if (now.status === 'done') {
    const part = replaced(old, now)
    const { segments, chunk } = part.output
    const events = taken.events.map(event => (event.type === 'part-end' ? { ...event, segments: [...segments], ...(chunk && { chunk }) } : event))
    return { ...taken, state: withPart(taken.state, part), events }
  }
  const part: PartState = withEdited({ ...now, output: old.output, again: now.output }, old.edited)
  return { ...taken, state: withPart(taken.state, part), events: taken.events.map(event => keptOf(old, event)) }
}
