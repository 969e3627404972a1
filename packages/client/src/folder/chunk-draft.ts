import { checkpointFileName, chunkFile, chunkFileName, chunkMarkdown, completeFileName, noticeMarkdown, stitched, type Chunk } from '@coldopen/script'
import { noticeOf, type ScriptState } from './script-state.ts'
import type { PartFile } from './set-draft.ts'

const chunkOf = (state: ScriptState, number: number): Chunk | undefined => {
  const part = state.view.parts.get(number)
  return part?.status === 'done' ? part.chunk : undefined
}

/** All chunks up to this one, or undefined while one of them is missing. */
const chunksUpTo = (state: ScriptState, last: number): Chunk[] | undefined => {
  const chunks = Array.from({ length: last }, (_, at) => chunkOf(state, at + 1)).filter(chunk => chunk !== undefined)
  return chunks.length === last ? chunks : undefined
}

const checkpoint = (state: ScriptState, chunks: readonly Chunk[]): PartFile => {
  const name = checkpointFileName(chunks.length, state.sets)
  const text = stitched([noticeMarkdown(noticeOf(state)), ...chunks.map(chunk => chunkMarkdown(chunk.text))])
  return { name, text, leave: `${name} was edited by you and stays as it is.`, supersedes: true }
}

/**
 * The files that a finished chunk changes: its own, and the checkpoints from it on, as far as there is no gap and no chunk
 * in `others`, which see to their own.
 */
export const chunkFiles = (state: ScriptState, number: number, others: ReadonlySet<number>): PartFile[] => {
  const chunk = chunkOf(state, number)
  if (!chunk) return []
  const name = chunkFileName(number, state.sets)
  const leave = `${name} was edited by you and stays as it is; the new text of chunk ${number} is in ${completeFileName}.`
  const files: PartFile[] = [{ name, text: chunkFile(chunk, noticeOf(state)), leave, supersedes: true }]
  for (let last = number; last === number || !others.has(last); last++) {
    const chunks = chunksUpTo(state, last)
    if (!chunks) break
    files.push(checkpoint(state, chunks))
  }
  return files
}

/** What the writer is told of a chunk that has something to be looked at; nothing of one that has not. */
export const marksSentence = (chunk: Chunk, chunks: number): string | undefined => {
  const [first, ...more] = chunk.marks
  if (!first) return undefined
  const rest = more.length === 0 ? '' : `, and ${more.length} more`
  return `Chunk ${chunk.chunk_number}, ${chunk.title}, wants a look: ${first.note}${rest} (at the end of ${chunkFileName(chunk.chunk_number, chunks)}).`
}
