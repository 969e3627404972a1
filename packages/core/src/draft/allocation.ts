import type { Format } from '../formats/format.ts'

/** Parts that must have been written before their figures count. */
const enough = 5

/** How far beyond the table's figure an allocation may grow. */
const most = 3

/** The figure that 95 of 100 stay under (nearest rank). */
const usualMost = (figures: readonly number[]): number => {
  const sorted = figures.toSorted((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0
}

/** Output tokens that a format sets aside for one segment, or one word of a chunk. */
export const tokensPerUnit = (format: Format): number => (format.kind === 'segmented' ? format.tokens.perSegment : format.tokens.perWord)

/** The format with another such figure. */
export const withTokensPerUnit = <F extends Format>(format: F, tokens: number): F => ({
  ...format,
  tokens: { ...format.tokens, ...(format.kind === 'segmented' ? { perSegment: tokens } : { perWord: tokens }) },
})

/**
 * The figure raised by what parts of this format really used with this model, in output tokens a unit: never lowered, and at
 * most three times the table's.
 */
export const learnedTokens = (format: Format, used: readonly number[]): number => {
  const own = tokensPerUnit(format)
  if (used.length < enough) return own
  const seen = usualMost(used.filter(Number.isFinite))
  const rounded = format.kind === 'segmented' ? Math.ceil(seen) : Math.ceil(seen * 100) / 100
  return Math.min(Math.max(own, rounded), own * most)
}
