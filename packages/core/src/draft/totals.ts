import { wordCount, type Segment } from '@coldopen/script'
import { z } from 'zod'
import { isChunked } from './chunk.ts'
import { layoutOf } from './layout.ts'
import { unitsOf } from './parts.ts'
import { isAsking, type PartOutput, type RunState } from './run-state.ts'

/** How far a run has come, in finished text. */
export const totalsSchema = z.object({
  /** Segments (or chunks) that are finished, and of the whole script. */
  unitsDone: z.int(),
  unitsTotal: z.int(),
  words: z.int(),
  /** Words in all that a script of chunks is to have. */
  targetWords: z.int().optional(),
  /** Of the requests that are over, the share that brought what they were asked for, from 0 to 1; absent before the first is over. */
  successRate: z.number().min(0).max(1).optional(),
})

export type Totals = z.infer<typeof totalsSchema>

const textsOf = (segment: Segment): string[] => {
  const { setting, action, narration, dialogue = [] } = segment
  return [setting, action, ...(narration === undefined ? [] : [narration]), ...dialogue.map(said => said.line)]
}

/** Words of an output, each counted once: a run asks at every step, and outputs never change. */
const counted = new WeakMap<PartOutput, number>()

const wordsOf = (output: PartOutput, language: string | undefined): number => {
  const known = counted.get(output)
  if (known !== undefined) return known
  const words = output.chunk?.words ?? output.segments.reduce((sum, segment) => sum + wordCount(textsOf(segment).join('\n'), language), 0)
  counted.set(output, words)
  return words
}

export const totalsOf = (state: RunState): Totals => {
  const { total, chunks } = layoutOf(state.brief)
  let [words, over, missed] = [0, 0, 0]
  for (const part of state.parts) {
    words += wordsOf(part.output, state.brief.language)
    over += part.attempt - (isAsking(part) || part.status === 'held' ? 1 : 0)
    missed += part.missed ?? 0
  }
  return {
    unitsDone: unitsOf(state),
    unitsTotal: total,
    words,
    ...(isChunked(state.brief) && { targetWords: (chunks ?? []).reduce((sum, chunk) => sum + chunk.words, 0) }),
    ...(over > 0 && { successRate: (over - missed) / over }),
  }
}
