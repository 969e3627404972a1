import { join } from 'node:path'
import { ColdopenError } from '@coldopen/core/protocol'
import { bibleJson, metadataFileName, readBible, type Bible, type Segment } from '@coldopen/script'
import { editedChunks, type ChunkEdits, type KnownChunk } from './edited-chunks.ts'
import { editedSegments } from './edited-segments.ts'
import { readKept } from './kept-file.ts'
import { readFolder, type FolderFacts } from './read-folder.ts'
import { kindOf, scriptNameOf } from './script-kind.ts'

/** A script as its run has it: what there is of it. */
export type RunScript = { readonly bible: Bible; readonly segments: readonly Segment[]; readonly chunks: readonly KnownChunk[] }

/** What a writer has made of a script in its files, as `runs.setBible` and `runs.edit` take it. */
export type Edits = ChunkEdits & { readonly bible?: Bible; readonly segments: readonly Segment[] }

/** How the files are read. They are given by their absolute paths. */
export type EditsReading = {
  /** The text that an editor has of a file, saved or not; undefined where none has it open. */
  readonly openText?: (file: string) => string | undefined
  /** Files that somebody else looks at: they are passed over. */
  readonly isElsewhere?: (file: string) => boolean
  /** What the script's file has of chunks that it does not have whole yet, by number. */
  readonly begun?: ReadonlyMap<number, string>
}

type TextOf = (name: string) => Promise<{ readonly text: string; readonly isSaved: boolean } | undefined>

/** The texts of files that are not as they were left. */
const editedTexts = (facts: FolderFacts, { openText, isElsewhere }: EditsReading): TextOf => async name => {
  const path = join(facts.dir, name)
  if (isElsewhere?.(path)) return undefined
  const open = openText?.(path)
  const file = open !== undefined || facts.edited.includes(name) ? await readKept(path, name) : undefined
  const saved = file?.type === 'file' ? file.text : undefined
  if (open !== undefined) return { text: open, isSaved: open === saved }
  return saved === undefined ? undefined : { text: saved, isSaved: true }
}

const editedBible = async (facts: FolderFacts, known: Bible, textOf: TextOf): Promise<Bible | undefined> => {
  const name = metadataFileName(facts.slug)
  const found = await textOf(name)
  if (!found) return undefined
  const read = readBible(found.text)
  if (!read.ok) throw new ColdopenError('file-processing', `${name} cannot be used as you have left it: ${read.problem}`)
  return bibleJson(read.value) === bibleJson(known) ? undefined : read.value
}

/**
 * Reads what the writer has changed in the files of a script since they were left: its bible, and segments or chunks that are
 * finished. Throws what `readFolder` throws, and `file-processing` when the bible cannot be read any more.
 */
export const readEdits = async (path: string, script: RunScript, reading: EditsReading = {}): Promise<Edits> => {
  const facts = await readFolder(path)
  const textOf = editedTexts(facts, reading)
  const bible = await editedBible(facts, script.bible, textOf)
  const edits = { ...(bible && { bible }) }
  if (kindOf(facts.sidecar.brief.format).unit === 'chunk') {
    const read = { facts, bible: script.bible, chunks: script.chunks, begun: reading.begun ?? new Map<number, string>(), textOf }
    return { ...edits, segments: [], ...(await editedChunks(read)) }
  }
  const file = await textOf(scriptNameOf(facts.slug, facts.sidecar))
  const known = { segments: script.segments, roster: script.bible.characters_roster, ...(bible && { rosterNow: bible.characters_roster }) }
  return { ...edits, segments: file ? editedSegments(file.text, known, { left: facts.sidecar.passages, breaksOff: !facts.sidecar.ended }) : [], chunks: [], emptied: [] }
}
