import { basename, join } from 'node:path'
import { chunksOf, ColdopenError, formats } from '@coldopen/core/protocol'
import type { FolderFacts } from '../folder/read-folder.ts'
import { scriptNameOf } from '../folder/script-kind.ts'
import { chunkFileName, metadataFileName, readBible, readMarkdown, segmentId, segmentSchema, wordCount, type Bible, type MarkdownSegment, type Segment } from '@coldopen/script'
import type { AgentDesk } from './desk.ts'

/** A segment or a chunk as it stands in the writer's file: all of its text, and its own words alone. */
export type Piece = { readonly number: number; readonly id: string; readonly title: string; readonly text: string; readonly prose: string; readonly words: number; readonly isLocked: boolean; readonly segment?: MarkdownSegment }

/** A script as its files have it now. */
export type ScriptNow = {
  readonly facts: FolderFacts
  readonly unit: 'segment' | 'chunk'
  readonly total: number
  /** Undefined where the plan's file is missing or cannot be read; `problem` then says why. */
  readonly bible: Bible | undefined
  readonly problem: string | undefined
  readonly pieces: readonly Piece[]
}

const numberOf = (segment: MarkdownSegment): number => segment.segment_number ?? Number(/\d+/.exec(segment.segment_id ?? '')?.[0] ?? 0)

const segmentsIn = (text: string, bible: Bible | undefined, locks: readonly string[]): Piece[] =>
  readMarkdown(text, bible?.characters_roster ?? []).segments.map(segment => {
    const number = numberOf(segment)
    const id = segment.segment_id ?? segmentId(number)
    return { number, id, title: segment.title, text: text.slice(segment.range.start, segment.range.end).trim(), prose: segment.body, words: wordCount(segment.body, bible?.generation_info.language), isLocked: locks.includes(id), segment }
  })

/** A chunk's own words: neither the notice above them nor the comment below is one. */
const proseIn = (text: string): string => text.replace(/^> .*\n/, '').replace(/<!--.*?-->/gs, '').trim()

/** The chunks of a script as they were planned; none for a script of segments. */
export const plannedChunks = ({ sidecar }: FolderFacts): { readonly title: string; readonly words: number }[] => {
  const format = formats[sidecar.brief.format]
  return format.kind === 'chunked' ? chunksOf(format, sidecar.brief) : []
}

const chunksIn = async (desk: AgentDesk, facts: FolderFacts, bible: Bible | undefined): Promise<Piece[]> => {
  const { parts, locks } = facts.sidecar
  const planned = plannedChunks(facts)
  const pieces: Piece[] = []
  for (let number = 1; number <= parts; number++) {
    const text = await desk.read(join(facts.dir, chunkFileName(number, parts)))
    if (text === undefined) continue
    const id = `chunk_${String(number).padStart(4, '0')}`
    const title = planned[number - 1]?.title ?? ''
    const prose = proseIn(text)
    pieces.push({ number, id, title, text: text.trim(), prose, words: wordCount(prose, bible?.generation_info.language), isLocked: locks.includes(id) })
  }
  return pieces
}

/** Reads a script whole, from the editor where it is open there. */
export const readScript = async (desk: AgentDesk, facts: FolderFacts): Promise<ScriptNow> => {
  const { dir, slug, sidecar } = facts
  const unit = formats[sidecar.brief.format].kind === 'chunked' ? 'chunk' : 'segment'
  const plan = await desk.read(join(dir, metadataFileName(slug)))
  const read = plan === undefined ? undefined : readBible(plan)
  const bible = read?.ok ? read.value : undefined
  const problem = read === undefined ? `${metadataFileName(slug)} is not there yet.` : read.ok ? undefined : `${metadataFileName(slug)}: ${read.problem}`
  const pieces = unit === 'chunk' ? await chunksIn(desk, facts, bible) : segmentsIn((await desk.read(join(dir, scriptNameOf(slug, sidecar)))) ?? '', bible, sidecar.locks)
  const total = bible?.generation_info.total_segments ?? (unit === 'chunk' ? sidecar.parts : pieces.length)
  return { facts, unit, total, bible, problem, pieces }
}

/** One piece of it. Throws `not-found` where it is not written. */
export const pieceOf = (script: ScriptNow, number: number): Piece => {
  const piece = script.pieces.find(each => each.number === number)
  if (piece) return piece
  const name = basename(script.facts.dir)
  if (number > script.total) throw new ColdopenError('not-found', `${name} has ${script.total} ${script.unit}s, and no ${script.unit} ${number}.`)
  throw new ColdopenError('not-found', `${script.unit === 'chunk' ? 'Chunk' : 'Segment'} ${number} of ${name} is not written yet: draft_segments writes what is missing.`)
}

export const missingIn = (script: ScriptNow): number[] => {
  const there = new Set(script.pieces.map(piece => piece.number))
  return Array.from({ length: script.total }, (_, at) => at + 1).filter(number => !there.has(number))
}

/**
 * A piece as the server takes it for the writer's own: a segment with its fields, a chunk's prose. Undefined for a segment
 * whose speakers are not all of the cast.
 */
export const currentOf = ({ number, id, prose, segment }: Piece): Segment | string | undefined => {
  if (!segment) return prose
  return segmentSchema.safeParse({ ...segment, segment_id: id, segment_number: number }).data
}
