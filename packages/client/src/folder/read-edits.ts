import { join } from 'node:path'
import { ColdopenError } from '@coldopen/core/protocol'
import { metadataFileName, readBible, readMarkdown, segmentMarkdown, type Bible, type MarkdownSegment, type Segment } from '@coldopen/script'
import { readKept } from './kept-file.ts'
import { passageHash, piecesOf, plainText } from './merge-script.ts'
import { readFolder, type FolderFacts } from './read-folder.ts'
import { scriptNameOf } from './script-kind.ts'
import { isOurs } from './sidecar.ts'

/** A script as its run has it: what is finished of it. */
export type RunScript = { readonly bible: Bible; readonly segments: readonly Segment[] }

/** What a writer has made of a script in its files, as `runs.setBible` and `runs.edit` take it. */
export type Edits = { readonly bible?: Bible; readonly segments: readonly Segment[] }

const textOf = async (facts: FolderFacts, name: string): Promise<string | undefined> => {
  if (!facts.edited.includes(name)) return undefined
  const file = await readKept(join(facts.dir, name), name)
  return file.type === 'file' ? file.text : undefined
}

const editedBible = async (facts: FolderFacts, known: Bible): Promise<Bible | undefined> => {
  const name = metadataFileName(facts.slug)
  const text = await textOf(facts, name)
  if (text === undefined) return undefined
  const read = readBible(text)
  if (!read.ok) throw new ColdopenError('file-processing', `${name} cannot be used as you have left it: ${read.problem}`)
  return JSON.stringify(read.value) === JSON.stringify(known) ? undefined : read.value
}

/** A segment with the text that its writer gave it. Whoever speaks and is nobody of the roster speaks in the action. */
const withText = (known: Segment, read: MarkdownSegment): Segment => {
  const { title, setting, narration, dialogue = [] } = read
  const spoken = dialogue.flatMap(said => (said.character_id === undefined ? [] : [{ character_id: said.character_id, delivery: said.delivery, line: said.line }]))
  const strangers = dialogue.filter(said => said.character_id === undefined).map(said => `${said.speaker}: ${said.line}`)
  const { segment_id, segment_number } = known
  return {
    segment_id,
    segment_number,
    title,
    setting,
    action: [read.action, ...strangers].filter(text => text !== '').join('\n\n'),
    ...(narration !== undefined && { narration }),
    ...((known.dialogue !== undefined || spoken.length > 0) && { dialogue: spoken }),
  }
}

/** The finished segments that a script's file has in other words than its run; those that were removed are not among them. */
const editedSegments = (file: string, script: RunScript, left: FolderFacts['sidecar']['passages']): Segment[] => {
  const roster = script.bible.characters_roster
  const pieces = new Map(piecesOf(file).map(piece => [piece.id, piece.text]))
  return script.segments.flatMap(known => {
    const text = pieces.get(known.segment_id)
    const isAsLeft = text === undefined || isOurs(left[known.segment_id], passageHash(text))
    if (isAsLeft || plainText(text) === plainText(segmentMarkdown(known, roster))) return []
    const [read] = readMarkdown(text, roster).segments
    const segment = read && withText(known, read)
    return segment && JSON.stringify(segment) !== JSON.stringify(known) ? [segment] : []
  })
}

/**
 * Reads what the writer has changed in the files of a script of segments since they were left: its bible, and segments that are
 * finished. Throws what `readFolder` throws, and `file-processing` when the bible cannot be read any more.
 */
export const readEdits = async (path: string, script: RunScript): Promise<Edits> => {
  const facts = await readFolder(path)
  const bible = await editedBible(facts, script.bible)
  const file = await textOf(facts, scriptNameOf(facts.slug, facts.sidecar))
  return { ...(bible && { bible }), segments: file === undefined ? [] : editedSegments(file, script, facts.sidecar.passages) }
}
