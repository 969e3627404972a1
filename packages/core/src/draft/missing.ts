import { asWritten } from './again.ts'
import { isChunked, isChunkWhole } from './chunk.ts'
import { layoutOf, numbersOfSet } from './layout.ts'
import type { PartState, RunState } from './run-state.ts'

/** All numbers a part must have: the segments of a set, or the one of a chunk; 0 (the head) and the beats of the plan. */
export const wantedOf = (state: RunState, part: number): number[] => {
  const layout = layoutOf(state.brief)
  return part === 0 ? Array.from({ length: layout.sets + 1 }, (_, i) => i) : numbersOfSet(layout, part)
}

/** Those that are not finished yet. */
export const missingOf = (state: RunState, given: PartState): number[] => {
  const part = asWritten(given)
  const wanted = wantedOf(state, part.number)
  if (part.number > 0 && isChunked(state.brief)) return isChunkWhole(state.brief, part) ? [] : wanted
  if (part.number > 0) {
    const have = new Set(part.output.segments.map(segment => segment.segment_number))
    return wanted.filter(number => !have.has(number))
  }
  const plan = part.output.plan
  return plan?.head ? wanted.slice(1 + plan.beats.length) : wanted
}
