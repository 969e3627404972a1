import { wordCount, type Chunk, type ChunkMark } from '@coldopen/script'
import type { PlannedChunk } from '../brief.ts'
import { largestChunk } from './budget.ts'
import { groundingMarks } from './grounding.ts'
import { formatOf, isPiece, type ResolvedBrief } from './layout.ts'
import type { PartOutput, PartState, RunState } from './run-state.ts'
import { finishedText } from './sentences.ts'

/** How far a chunk may be from its target, as a share of it. */
const tolerance = 0.15

/** The least that counts as what was asked for. */
export const shortestShare = 1 - tolerance

/** The fewest words a request asks for that only has to bring a chunk to its close. */
const closingWords = 60

export const isChunked = (brief: ResolvedBrief): boolean => brief.layout.chunks !== undefined

export const plannedChunk = (brief: ResolvedBrief, number: number): PlannedChunk => {
  const planned = brief.layout.chunks?.[number - 1]
  if (!planned) throw new RangeError(`there is no chunk ${number}`)
  return planned
}

/** Whether this part establishes the facts that all others keep to. */
export const establishesFacts = (brief: ResolvedBrief, number: number): boolean => {
  const format = formatOf(brief)
  return number === 1 && format.kind === 'chunked' && format.plan === 'fixed' && brief.cutOf === undefined && !isPiece(brief)
}

/** A chunk with this text. */
export const chunkWith = (brief: ResolvedBrief, number: number, text: string): Chunk => {
  const { title, words } = plannedChunk(brief, number)
  return { chunk_number: (brief.layout.first ?? 1) + number - 1, title, target_words: words, words: wordCount(text, brief.language), text, marks: [] }
}

const isLongEnough = (brief: ResolvedBrief, chunk: Chunk | undefined): boolean => {
  return chunk !== undefined && chunk.words >= (isPiece(brief) ? 1 : chunk.target_words * shortestShare)
}

/** Whether a chunk has all it needs: a text that its writer ended, long enough, and the facts where it establishes them. */
export const isChunkWhole = (brief: ResolvedBrief, part: Pick<PartState, 'number' | 'output'>): boolean => {
  const { chunk, closed, pack } = part.output
  return closed === true && isLongEnough(brief, chunk) && (pack !== undefined || !establishesFacts(brief, part.number))
}

/** Whether a chunk, short or cut as it may be, can stand with a mark. */
export const canStand = (brief: ResolvedBrief, part: PartState): boolean => {
  const { chunk, pack } = part.output
  return chunk !== undefined && chunk.words > 0 && (pack !== undefined || !establishesFacts(brief, part.number))
}

/** Words that the next request for a chunk asks for; 0 when its text is whole and only its facts are missing. */
export const wordsToAsk = (state: RunState, part: Pick<PartState, 'number' | 'output'>): number => {
  const format = formatOf(state.brief)
  if (format.kind !== 'chunked') return 0
  const { chunk, closed, pack } = part.output
  if (closed === true && isLongEnough(state.brief, chunk)) return 0
  const { words: target } = plannedChunk(state.brief, part.number)
  const researches = establishesFacts(state.brief, part.number) && !pack
  const missing = target - (chunk?.words ?? 0)
  return Math.min(Math.max(missing, Math.min(closingWords, target)), largestChunk(format, state.options.capability, researches))
}

/** What of a chunk a request asks for: the facts, words of its text, or both. */
export const askedOfChunk = (state: RunState, part: Pick<PartState, 'number' | 'output'>) => ({
  facts: establishesFacts(state.brief, part.number) && !part.output.pack,
  words: wordsToAsk(state, part),
})

/** Whether an answer gave as many words as its request asked for, though the chunk needs more. */
export const gaveItsWords = (state: RunState, before: PartState, after: PartState): boolean => {
  if (before.number === 0 || !isChunked(state.brief)) return false
  const { output } = after
  const asked = wordsToAsk(state, before)
  const given = (output.chunk?.words ?? 0) - (before.output.chunk?.words ?? 0)
  const needsPack = establishesFacts(state.brief, after.number) && !output.pack
  return asked > 0 && output.closed === true && !needsPack && given >= asked * shortestShare
}

/** What is kept of a chunk that needs more: its text up to the last finished sentence. */
export const keptOutput = (brief: ResolvedBrief, number: number, output: PartOutput): PartOutput => {
  const { chunk, ...rest } = output
  if (!chunk || (output.closed === true && isLongEnough(brief, chunk))) return output
  const text = finishedText(chunk.text, output.closed === true, brief.language)
  return text.trim() === '' ? { ...rest, closed: false } : { ...rest, chunk: chunkWith(brief, number, text) }
}

const lengthMarks = (chunk: Chunk): ChunkMark[] => {
  const isOff = Math.abs(chunk.words - chunk.target_words) > chunk.target_words * tolerance
  return isOff ? [{ kind: 'length', note: `${chunk.words} words where ${chunk.target_words} were planned` }] : []
}

/** A part whose chunk is done: its text without white space around it, and what is to be looked at marked. */
export const withFinishedChunk = (state: RunState, part: PartState): PartState => {
  const { chunk } = part.output
  if (!chunk) return part
  const finished = chunkWith(state.brief, part.number, chunk.text.trim())
  const marks = [...(isPiece(state.brief) ? [] : lengthMarks(finished)), ...groundingMarks(state, finished)]
  return { ...part, output: { ...part.output, closed: true, chunk: { ...finished, marks } } }
}

/** How much of a chunk's text is kept, as events say it; nothing of a part that is no chunk. */
export const keptCharactersOf = (part: PartState): { readonly keptCharacters?: number } => {
  const { chunk } = part.output
  return chunk ? { keptCharacters: chunk.text.length } : {}
}
