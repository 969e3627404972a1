import type { Brief } from '../brief.ts'

/**
 * A format whose script is made of numbered segments, drafted a set at a time. Everything that makes one format differ from
 * another is here; adding a format is adding one such object.
 */
export type SegmentedFormat = {
  readonly name: Brief['format']
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
