import type { Brief, PlannedChunk } from '../brief.ts'
import { ColdopenError } from '../errors.ts'
import type { ChunkedFormat, SegmentedFormat } from '../formats/format.ts'
import { formats } from '../formats/registry.ts'
import type { Capability } from '../model/capability.ts'
import { learnedTokens, withTokensPerUnit } from './allocation.ts'
import { largestSet, setSize } from './budget.ts'
import { chunksOf } from './chunk-layout.ts'

/**
 * How a script is divided: `total` segments in sets of `perSet`, the last of which may be short; or chunks, each a set of one.
 * `tokensPerUnit` is what a segment, or a word of a chunk, is allowed in output tokens.
 */
export type Layout = {
  readonly total: number
  readonly perSet: number
  readonly sets: number
  readonly tokensPerUnit: number
  /** The chunks, where the script is made of them. */
  readonly chunks?: readonly PlannedChunk[]
  /** The number of its first unit, where it is a piece of another script. A chunk of such a piece may have any length. */
  readonly first?: number
}

/** A brief in which everything is settled, so that it stays what it was when the run began. */
export type ResolvedBrief = Brief & { readonly layout: Layout }

export const layoutOf = (brief: ResolvedBrief): Layout => brief.layout

const resolveSets = (brief: Brief, format: SegmentedFormat, fit: { capability: Capability; tokensPerUnit: number }): ResolvedBrief => {
  const { capability, tokensPerUnit } = fit
  const segments = brief.segments ?? format.total
  const perSet = Math.min(setSize(format, capability, brief.perSet), largestSet(withTokensPerUnit(format, tokensPerUnit), capability))
  return { ...brief, segments, perSet, layout: { total: segments, perSet, sets: Math.ceil(segments / perSet), tokensPerUnit } }
}

const resolveChunks = (brief: Brief, format: ChunkedFormat, fit: { capability: Capability; tokensPerUnit: number }): ResolvedBrief => {
  if (brief.freshness !== undefined && !fit.capability.webSearch) {
    throw new ColdopenError('invalid-input', `freshness: ${brief.freshness} needs a model that searches the web, and this one does not: choose another model, or leave freshness out and describe the facts yourself.`)
  }
  const chunks = chunksOf(format, brief)
  return { ...brief, layout: { total: chunks.length, perSet: 1, sets: chunks.length, tokensPerUnit: fit.tokensPerUnit, chunks } }
}

/**
 * Settles what a brief leaves open. `used`: output tokens that units of this format really took with this model so far. Throws
 * `invalid-input` for a set that does not fit into one request, or facts that the model cannot search for.
 */
export const resolveBrief = (brief: Brief, capability: Capability, used: readonly number[] = []): ResolvedBrief => {
  const format = formats[brief.format]
  const fit = { capability, tokensPerUnit: learnedTokens(format, used) }
  return format.kind === 'segmented' ? resolveSets(brief, format, fit) : resolveChunks(brief, format, fit)
}

/** The format of a run, with what its units are allowed. */
export const formatOf = (brief: ResolvedBrief) => withTokensPerUnit(formats[brief.format], brief.layout.tokensPerUnit)

/** Whether this is a piece of another script, written anew by itself. */
export const isPiece = (brief: ResolvedBrief): boolean => brief.layout.first !== undefined

/** The numbers of a set's segments (or of the one chunk), from 1. */
export const numbersOfSet = (layout: Layout, set: number): number[] => {
  const first = (set - 1) * layout.perSet
  const last = Math.min(set * layout.perSet, layout.total)
  return Array.from({ length: Math.max(0, last - first) }, (_, i) => (layout.first ?? 1) + first + i)
}
