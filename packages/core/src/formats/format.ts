import type { Brief, PlannedChunk } from '../brief.ts'

/** A field of the brief that not every format has a use for. */
export type BriefField = Exclude<keyof Brief, 'format' | 'idea' | 'language'>

/** What every format of segments takes. */
export const segmentedFields: readonly BriefField[] = [
  'segments', 'perSet', 'noNarration', 'narrationOnlyFirst', 'adultStory', 'roster',
  'description', 'setting', 'characters', 'plotElements', 'style', 'tone', 'audience', 'rating', 'ending',
]

/**
 * A format whose script is made of numbered segments, drafted a set at a time. Everything that makes one format differ from
 * another is in such an object; adding a format is adding one, here and in the registry.
 */
export type SegmentedFormat = {
  readonly kind: 'segmented'
  readonly name: string
  readonly takes: readonly BriefField[]
  /** What its writers call a segment. */
  readonly segment: string
  /** Segments of a script and of a set when the writer does not say. */
  readonly total: number
  readonly perSet: number
  /** Output tokens of a request: `base + perSegment × n`, at most `cap`. */
  readonly tokens: { readonly base: number; readonly perSegment: number; readonly cap: number }
  /** What the plan is to be, and the characters that it invents: the part of the instructions that is this format's own. */
  readonly planGuide: string
  readonly castGuide: string
  /** What a segment is to be, and how those in it talk, where anybody does. */
  readonly setGuide: string
  readonly dialogueGuide: string
}

/** The common part of formats whose script is prose, a chunk a request. */
type Chunked = {
  readonly kind: 'chunked'
  readonly name: string
  readonly takes: readonly BriefField[]
  /** Output tokens of a request: `base + perWord × words`, and `research` where it researches, at most `cap`. */
  readonly tokens: { readonly base: number; readonly perWord: number; readonly research: number; readonly cap: number }
  /** What its text is to be. */
  readonly chunkGuide: string
}

/**
 * The chunks are the same for every script, so that no plan is asked for. Chunk 1 establishes the facts, by search where the
 * model can, and the others keep to them.
 */
export type ResearchedFormat = Chunked & {
  readonly plan: 'fixed'
  /** The chunks of a script of the usual length. */
  readonly chunks: readonly PlannedChunk[]
  /** What a shorter cut is to be, made from the facts of a finished script. */
  readonly cutGuide: string
}

/** The plan is asked for: a premise, and an outline with a beat for every chunk. */
export type OutlinedFormat = Chunked & {
  readonly plan: 'written'
  /** Words of a script when the writer does not say, and of a chunk at most. */
  readonly words: number
  readonly chunkWords: number
  readonly planGuide: string
  readonly castGuide: string
}

export type ChunkedFormat = ResearchedFormat | OutlinedFormat
export type Format = SegmentedFormat | ChunkedFormat
