import { layoutOf, numbersOfSet, sampleNotice, type ResolvedBrief } from '@coldopen/core'
import type { ScriptSet, Segment } from '@coldopen/script'

/** One set as a set file holds it. `is_complete` says that it is the last of the script. */
export const setAnswer = (of: { brief: ResolvedBrief; sample: boolean }, set: number, segments: Segment[]): ScriptSet => {
  const layout = layoutOf(of.brief)
  const isLast = set === layout.sets
  return {
    success: segments.length === numbersOfSet(layout, set).length,
    set_number: set,
    segments_count: segments.length,
    story_set: segments,
    next_set_number: isLast ? null : set + 1,
    is_complete: isLast,
    ...(of.sample && { notice: sampleNotice }),
  }
}
