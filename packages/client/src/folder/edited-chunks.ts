import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { checkpointFileName, chunkFileName, chunkMarkdown, readChunk, type Bible } from '@coldopen/script'
import { passageHash } from './merge-script.ts'
import { noticeAbove } from './notice.ts'
import { headerId } from './passages.ts'
import { endIn, piecesByText } from './pieces-by-text.ts'
import type { FolderFacts } from './read-folder.ts'
import { kindOf, scriptNameOf } from './script-kind.ts'
import { hashOf, isOurs } from './sidecar.ts'

/** A chunk as its run has it: in the words that later ones are written from, and in those it was drafted in. */
export type KnownChunk = { readonly number: number; readonly text: string; readonly drafted: string; readonly isDone: boolean }

/** A chunk in the writer's own words. */
export type EditedChunk = { readonly number: number; readonly text: string }

/** What the files of a script of chunks say otherwise than its run; `emptied` names the files in which nothing is left of a chunk. */
export type ChunkEdits = { readonly chunks: readonly EditedChunk[]; readonly emptied: readonly string[] }

export type ChunksRead = {
  readonly facts: FolderFacts
  readonly bible: Bible
  readonly chunks: readonly KnownChunk[]
  /** What the script's file has of chunks that it does not have whole yet, by number. */
  readonly begun: ReadonlyMap<number, string>
  /** The text of a file of the folder, and whether it is not saved yet; undefined where there is none to be read. */
  readonly textOf: (name: string) => Promise<{ readonly text: string; readonly isSaved: boolean } | undefined>
}

/** A file that the writer has changed, with what it has of each chunk. */
type Source = { readonly name: string; readonly pieces: ReadonlyMap<number, string>; readonly isChanged: boolean; readonly changedAt: number }

const idOf = kindOf('prose').idOf

/** Whether the files have, or had, all of a chunk. */
const isWhole = (chunk: KnownChunk, read: ChunksRead): boolean => chunk.isDone && !read.begun.has(chunk.number)

/** Cuts what several chunks stand in. What a chunk has come to say is told even where its beginning is another: it begins where the one before it ends. */
const cut = (text: string, chunks: readonly KnownChunk[], read: ChunksRead): Map<number, string> => {
  const wordsOf = ({ number, text: told, drafted }: KnownChunk): string[] => {
    const begun = read.begun.get(number)
    return begun === undefined ? [chunkMarkdown(told), chunkMarkdown(drafted)] : [begun]
  }
  const sought = chunks.filter(chunk => chunk.drafted !== '' || read.begun.has(chunk.number)).map(chunk => ({ id: idOf(chunk.number), number: chunk.number, texts: wordsOf(chunk) }))
  const byId = new Map(piecesByText(text, sought).map(piece => [piece.id, piece.text]))
  const pieces = new Map(chunks.flatMap(({ number }) => (byId.has(idOf(number)) ? [[number, byId.get(idOf(number)) ?? '']] : [])))
  for (const [at, chunk] of chunks.entries()) {
    if (pieces.has(chunk.number)) continue
    const before = chunks[at - 1]
    const around = before ? pieces.get(before.number) : byId.get(headerId)
    if (around === undefined) continue
    const end = before ? wordsOf(before).map(words => endIn(around, words)).find(found => found !== undefined) : 0
    const rest = end === undefined ? '' : around.slice(end)
    // What was cut off before its first sentence was whole is no words of the writer's.
    const isLeft = isOurs(read.facts.sidecar.passages[idOf(chunk.number)], passageHash(rest))
    if (rest.trim() === '' || !(isWhole(chunk, read) || isLeft)) continue
    if (before) pieces.set(before.number, around.slice(0, end))
    if (!isLeft) pieces.set(chunk.number, rest)
  }
  return pieces
}

const sourcesIn = async (read: ChunksRead): Promise<Source[]> => {
  const { facts, chunks } = read
  const { sidecar, slug } = facts
  const script = scriptNameOf(slug, sidecar)
  const upTo = (last: number) => (text: string) => cut(text, chunks.filter(chunk => chunk.number <= last), read)
  const alone = (number: number) => (text: string) => new Map([[number, text]])
  const files: [string, (text: string) => Map<number, string>][] = [
    [script, upTo(Infinity)],
    ...chunks.map(({ number }): [string, (text: string) => Map<number, string>] => [chunkFileName(number, sidecar.parts), alone(number)]),
    ...chunks.map(({ number }): [string, (text: string) => Map<number, string>] => [checkpointFileName(number, sidecar.parts), upTo(number)]),
  ]
  const sources: Source[] = []
  for (const [name, piecesIn] of files) {
    const record = sidecar.files[name]
    const found = record && (await read.textOf(name))
    if (!found) continue
    const isChanged = !isOurs(record, hashOf(found.text))
    // The whole script may have the writer's words in it and be written on by us; any other file is the one's or the other's.
    if (!isChanged && !(name === script && record.edited)) continue
    const changedAt = found.isSaved ? (await stat(join(facts.dir, name))).mtimeMs : Infinity
    sources.push({ name, pieces: piecesIn(found.text), isChanged, changedAt })
  }
  return sources.toSorted((one, other) => Number(other.isChanged) - Number(one.isChanged) || other.changedAt - one.changedAt)
}

/**
 * The finished chunks that the writer has changed, be it in their own files, in the script as it grew or in the whole of it;
 * where several say something of one chunk, the file that was changed last. A chunk that was removed from a file is not among
 * them, and one of which a file has nothing left is named instead.
 */
export const editedChunks = async (read: ChunksRead): Promise<ChunkEdits> => {
  const notice = noticeAbove(read.bible, read.facts.sidecar.sample)
  const sources = await sourcesIn(read)
  const chunks: EditedChunk[] = []
  const emptied = new Set<string>()
  for (const { number, text: told, drafted } of read.chunks.filter(chunk => isWhole(chunk, read))) {
    const asDrafted = readChunk(chunkMarkdown(drafted))
    const found = sources.flatMap(({ name, pieces }) => {
      const piece = pieces.get(number)
      const text = piece === undefined ? '' : readChunk(piece, notice)
      if (piece !== undefined && text === '') emptied.add(name)
      return text === '' ? [] : [text]
    })
    const text = found.find(each => each !== asDrafted) ?? found[0]
    if (text !== undefined && text !== told && text !== readChunk(chunkMarkdown(told))) chunks.push({ number, text: text === asDrafted ? drafted : text })
  }
  return { chunks, emptied: [...emptied] }
}
