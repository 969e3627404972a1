import { setJson, type ScriptSet, type Segment } from '@coldopen/script'
import { trimmedSegment } from './segment-text.ts'
import type { View } from './view.ts'

/**
 * A file that is ours as a whole or the writer's as a whole; `leave` is the sentence for the second case. With `supersedes`
 * the writer's words in it count as known once a text that came after them was held back for them.
 */
export type PartFile = { readonly name: string; readonly text: string; readonly leave: string; readonly supersedes?: true }

/** How many sets there are, and the sentence that each file bears, if any. */
export type SetOptions = { readonly sets: number; readonly notice: string | undefined }

/** A set of which nothing is written. */
export const setFrame = (set: number, options: SetOptions): ScriptSet => ({
  success: false,
  set_number: set,
  segments_count: 0,
  story_set: [],
  next_set_number: set < options.sets ? set + 1 : null,
  is_complete: set === options.sets,
  ...(options.notice !== undefined && { notice: options.notice }),
})

/** A set as far as it is written: its finished segments. Undefined when none is finished. */
export const setSoFar = (view: View, set: number, options: SetOptions): ScriptSet | undefined => {
  const part = view.parts.get(set)
  const segments: Segment[] = []
  for (const number of part?.shown ?? []) {
    const shown = view.segments.get(number)
    if (shown?.finished) segments.push(part?.status === 'done' ? shown.segment : trimmedSegment(shown.segment))
  }
  if (!part || segments.length === 0) return undefined
  segments.sort((a, b) => a.segment_number - b.segment_number)
  return { ...setFrame(set, options), success: part.status === 'done', segments_count: segments.length, story_set: segments }
}

export const setText = (set: ScriptSet): string => setJson(set)

/** What the writer is told of a set that is not ours any more. */
export const leaveSet = (set: number, name: string): string => {
  return `${name} was edited by you and stays as it is; what is new of set ${set} is in the script itself.`
}
