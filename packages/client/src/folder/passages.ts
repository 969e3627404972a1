import type { RunEvent } from '@coldopen/core/protocol'
import {
  chunkMarkdown,
  createChunkWriter,
  createMarkdownWriter,
  markdownHeader,
  noticeMarkdown,
  segmentMarkdown,
  type Bible,
  type Chunk,
  type LiveEdit,
  type LiveWriter,
  type Roster,
  type Segment,
} from '@coldopen/script'
import type { ScriptKind } from './script-kind.ts'
import type { TextRecord } from './sidecar.ts'

/** A piece of the script's Markdown: the header (number 0), one segment or one chunk. */
export type Passage = {
  readonly id: string
  readonly number: number
  text: string
  /** False while text is still to come. */
  finished: boolean
  /** The event that began it, and the one that finished it. */
  readonly beganAt?: number
  finishedAt?: number
  /** What of it was last put into the file. */
  written?: string
  /** What of it is being put into the file now. */
  writing?: string
  /** Set while an editor writes it, to whether it was finished when the editor was last told of it. */
  handed?: 'whole' | 'so far'
}

/** The script's Markdown in memory. It changes in place. */
export type Passages = {
  readonly kind: ScriptKind
  /** In the order of their numbers. */
  readonly list: Passage[]
  readonly writers: Map<string, LiveWriter>
  /** What a process before this one has left in the file of passages that this one has not put there yet, by their ids. */
  readonly left: Map<string, TextRecord>
  roster: Roster
  /** Numbers of what is never written again. */
  locked: ReadonlySet<number>
  /** Characters in all. */
  length: number
}

/** What an event did to a passage: text was added to it, or it is another text now. */
export type PassageChange = { readonly passage: Passage; readonly edits?: readonly LiveEdit[] }

export const headerId = 'header'

export const createPassages = (kind: ScriptKind): Passages => ({ kind, list: [], writers: new Map(), left: new Map(), roster: [], locked: new Set(), length: 0 })

/** Where a number stands in the list, or would stand. */
const placeOf = (passages: Passages, number: number): number => {
  let from = 0
  let to = passages.list.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((passages.list[middle]?.number ?? Infinity) < number) from = middle + 1
    else to = middle
  }
  return from
}

export const passageOf = (passages: Passages, number: number): Passage | undefined => {
  const found = passages.list[placeOf(passages, number)]
  return found?.number === number ? found : undefined
}

/** The passage before this one, which in a document it stands behind. */
export const passageBefore = (passages: Passages, passage: Passage): Passage | undefined => {
  return passages.list[placeOf(passages, passage.number) - 1]
}

export const addPassage = (passages: Passages, passage: Passage): Passage => {
  passages.list.splice(placeOf(passages, passage.number), 0, passage)
  passages.length += passage.text.length
  return passage
}

const setText = (passages: Passages, passage: Passage, text: string): void => {
  passages.length += text.length - passage.text.length
  passage.text = text
}

const append = (passages: Passages, passage: Passage, edits: readonly LiveEdit[]): PassageChange => {
  setText(passages, passage, passage.text + edits.map(edit => edit.insert).join(''))
  return { passage, edits }
}

/** A chunk stands behind a blank line, but for one that the file begins with. */
const leadOf = (passages: Passages, number: number): string => {
  return number === 1 && (passageOf(passages, 0)?.text ?? '') === '' ? '' : '\n'
}

const writerOf = (passages: Passages, number: number): LiveWriter => {
  const { kind, roster } = passages
  if (kind.unit === 'chunk') return createChunkWriter(leadOf(passages, number))
  return createMarkdownWriter({ segment: { segment_id: kind.idOf(number), segment_number: number }, roster })
}

/** Whether a passage stays as it is, whatever comes. */
const isHeld = (passages: Passages, number: number): boolean => passages.locked.has(number) && passageOf(passages, number)?.finished === true

/** Makes a passage another text. Answers nothing when it is that text already. */
const become = (passages: Passages, at: { id: string; number: number; seq: number }, text: string): PassageChange[] => {
  const { id, number, seq } = at
  if (isHeld(passages, number)) return []
  passages.writers.delete(id)
  const known = passageOf(passages, number)
  if (known?.text === text && known.finished) return []
  const passage = known ?? addPassage(passages, { id, number, text: '', finished: false, beganAt: seq })
  setText(passages, passage, text)
  if (!passage.finished) passage.finishedAt = seq
  passage.finished = true
  return [{ passage }]
}

/** Takes the text of an attempt that is over out of the passages; the place of the passage stays known. */
const empty = (passages: Passages, number: number): PassageChange[] => {
  const passage = passageOf(passages, number)
  if (!passage || passage.text === '' || isHeld(passages, number)) return []
  passages.writers.delete(passage.id)
  setText(passages, passage, '')
  passage.finished = false
  return [{ passage }]
}

const write = (passages: Passages, at: { number: number; seq: number }, step: (writer: LiveWriter) => readonly LiveEdit[]): PassageChange[] => {
  const { number, seq } = at
  if (isHeld(passages, number)) return []
  const id = passages.kind.idOf(number)
  const changes: PassageChange[] = []
  let passage = passageOf(passages, number)
  let writer = passage && passages.writers.get(passage.id)
  if (!passage || !writer) {
    writer = writerOf(passages, number)
    passages.writers.set(id, writer)
    changes.push(...empty(passages, number))
    passage ??= addPassage(passages, { id, number, text: '', finished: false, beganAt: seq })
    passage.finished = false
    changes.push(append(passages, passage, writer.start()))
  }
  const edits = step(writer)
  if (edits.length > 0) changes.push(append(passages, passage, edits))
  return changes
}

/** The bible as it stands from the event `seq` on. */
export const setHeader = (passages: Passages, bible: Bible, seq: number): PassageChange[] => {
  passages.roster = bible.characters_roster
  const header = passages.kind.unit === 'chunk' ? noticeMarkdown(bible.generation_info.notice) : markdownHeader(bible)
  return become(passages, { id: headerId, number: 0, seq }, header)
}

/** Takes a chunk back to what is kept of it, from where it goes on. */
const restart = (passages: Passages, number: number, kept: string): PassageChange[] => {
  const passage = passageOf(passages, number)
  if (!passage || kept === '' || isHeld(passages, number)) return empty(passages, number)
  const writer = writerOf(passages, number)
  passages.writers.set(passage.id, writer)
  setText(passages, passage, [...writer.start(), ...writer.delta([], kept)].map(edit => edit.insert).join(''))
  passage.finished = false
  return [{ passage }]
}

const wholeSegment = (passages: Passages, segment: Segment, seq: number): PassageChange[] => {
  const number = segment.segment_number
  return become(passages, { id: passages.kind.idOf(number), number, seq }, segmentMarkdown(segment, passages.roster))
}

const wholeChunk = (passages: Passages, chunk: Chunk, seq: number): PassageChange[] => {
  const number = chunk.chunk_number
  return become(passages, { id: passages.kind.idOf(number), number, seq }, leadOf(passages, number) + chunkMarkdown(chunk.text))
}

/**
 * What an event that is not of the plan does to the passages. Events of an attempt that is over are the caller's to leave
 * out. `kept` is what a chunk that begins anew still has of its text.
 */
export const changePassages = (passages: Passages, event: RunEvent, kept: string): PassageChange[] => {
  switch (event.type) {
    case 'part-start':
      if (passages.kind.unit === 'chunk') return restart(passages, event.part, kept)
      return event.asked.flatMap(number => empty(passages, number))
    case 'segment-start':
      return write(passages, { number: event.segment, seq: event.seq }, () => [])
    case 'segment-delta':
      return write(passages, { number: event.segment, seq: event.seq }, writer => writer.delta(event.path, event.text))
    case 'segment-end': {
      const changes = write(passages, { number: event.segment, seq: event.seq }, writer => writer.end())
      const passage = passageOf(passages, event.segment)
      if (passage) Object.assign(passage, { finished: true, finishedAt: event.seq })
      return changes
    }
    case 'chunk-delta':
      return write(passages, { number: event.part, seq: event.seq }, writer => writer.delta([], event.text))
    case 'part-end':
      if (event.chunk) return wholeChunk(passages, event.chunk, event.seq)
      return event.segments.flatMap(segment => wholeSegment(passages, segment, event.seq))
    default:
      return []
  }
}

/** A passage as it stands in a file: ended by a line end, since another may follow. */
export const inFile = (passage: Passage): string => {
  return passage.text === '' || passage.text.endsWith('\n') ? passage.text : `${passage.text}\n`
}

export const scriptText = (passages: Passages): string => passages.list.map(inFile).join('')

/** Whether a passage had no end yet when everything up to the event `told` had been told. */
export const hadNoEnd = ({ finishedAt = Infinity }: Passage, told: number): boolean => finishedAt > told

/** Whether whoever writes a passage has been given all of it: its file, or the editor that has it open. */
const isThere = ({ finished, handed, written, text }: Passage): boolean => finished && (handed === undefined ? written === text : handed === 'whole')

/** What the script's file has of chunks that are not whole in it yet, or else not in their own files (`behind`), by number. */
export const begunIn = ({ kind, list }: Passages, behind: ReadonlySet<number>): Map<number, string> => {
  const begun = kind.unit === 'chunk' ? list.filter(passage => passage.number > 0 && (behind.has(passage.number) || !isThere(passage))) : []
  return new Map(begun.map(passage => [passage.number, passage.written ?? '']))
}
