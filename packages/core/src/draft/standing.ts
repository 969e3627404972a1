import { wordCount, type Chunk, type Segment } from '@coldopen/script'
import type { PartState } from './run-state.ts'

/** A finished part of a script in the words it has now: the writer's where there are any, ours elsewhere. */
export const segmentsTold = (part: Pick<PartState, 'output' | 'edited'>): readonly Segment[] => {
  const edited = part.edited?.segments
  if (!edited || edited.length === 0) return part.output.segments
  const byNumber = new Map(edited.map(segment => [segment.segment_number, segment]))
  return part.output.segments.map(segment => byNumber.get(segment.segment_number) ?? segment)
}

/** The same of a chunk; undefined while it is not finished. */
export const textTold = (part: Pick<PartState, 'status' | 'output' | 'edited' | 'again'>): string | undefined => {
  if (part.status !== 'done' && !part.again) return undefined
  return part.output.chunk && (part.edited?.text ?? part.output.chunk.text)
}

/** A chunk in the words it has now, as far as it is written; `language` is that of its words. */
export const chunkTold = (part: Pick<PartState, 'output' | 'edited'>, language: string | undefined): Chunk | undefined => {
  const { chunk } = part.output
  const text = part.edited?.text
  return chunk && text !== undefined ? { ...chunk, text, words: wordCount(text, language) } : chunk
}

/** Whether a unit (a segment, or the chunk that a part is) is never written again. */
export const isLocked = (part: Pick<PartState, 'locked'>, number: number): boolean => part.locked?.includes(number) === true
