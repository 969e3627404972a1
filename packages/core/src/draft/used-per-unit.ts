import { establishesFacts } from './chunk.ts'
import { isPiece, numbersOfSet, type ResolvedBrief } from './layout.ts'
import type { PartState } from './run-state.ts'

/**
 * Output tokens a unit that the text of a finished part of a run took, without those of a model's reasoning, for which an
 * allocation has room besides; undefined where something else than units was written with them, or nobody counted them.
 */
export const usedPerUnit = (brief: ResolvedBrief, part: Pick<PartState, 'number' | 'usage'>): number | undefined => {
  const { chunks } = brief.layout
  const units = chunks ? chunks[part.number - 1]?.words : numbersOfSet(brief.layout, part.number).length
  if (!units || isPiece(brief) || part.usage.outputTokens === 0 || part.usage.estimated || establishesFacts(brief, part.number)) return undefined
  return (part.usage.outputTokens - (part.usage.reasoningTokens ?? 0)) / units
}
