import { readBible, metadataFileName, type Bible } from '@coldopen/script'
import type { HeldFolder } from './held-folder.ts'
import { readKept } from './kept-file.ts'
import { numberOfId, piecesOf } from './merge-script.ts'
import { addPassage, type Passages } from './passages.ts'
import { scriptNameOf } from './script-kind.ts'
import { isOurs, type FileRecord, type Sidecar } from './sidecar.ts'

/** What a folder still has of its run. */
export type Restored = {
  /** What is known of the files, by name. */
  readonly records: Map<string, FileRecord>
  /** The event after which the run has to be told again: 0 when the files do not have what goes before. */
  readonly lastEvent: number
  readonly bible?: Bible
}

/** Files that were about to be written when a process died: whether they were, the files themselves tell. */
const settledRecords = async (folder: HeldFolder, sidecar: Sidecar): Promise<Map<string, FileRecord>> => {
  const records = new Map(Object.entries(sidecar.files))
  for (const [name, { next, ...record }] of records) {
    if (next === undefined) continue
    const found = await readKept(folder.path(name), name)
    records.set(name, found.type === 'file' && found.hash === next ? { ...record, hash: next } : record)
  }
  return records
}

/**
 * Takes up a folder as a process before this one has left it. The script is taken from its own file, so that what is not
 * told again stays word for word as it is.
 */
export const restore = async (folder: HeldFolder, at: { slug: string; sidecar: Sidecar }, passages: Passages): Promise<Restored> => {
  const { slug, sidecar } = at
  const records = await settledRecords(folder, sidecar)
  // Chunks have no anchors to be told apart by, and their events are few: they are told from the beginning.
  if (passages.kind.unit === 'chunk') return { records, lastEvent: 0 }
  const scriptName = scriptNameOf(slug, sidecar)
  const metadata = await readKept(folder.path(metadataFileName(slug)), metadataFileName(slug))
  const script = await readKept(folder.path(scriptName), scriptName)
  const scriptRecord = records.get(scriptName)
  if (script.type === 'file' && script.text !== undefined && isOurs(scriptRecord, script.hash) && !scriptRecord?.edited) {
    for (const { id, text } of piecesOf(script.text)) {
      if (text !== '') addPassage(passages, { id, number: numberOfId(id), text, finished: true, written: text })
    }
  }
  const read = metadata.type === 'file' && metadata.text !== undefined ? readBible(metadata.text) : undefined
  const isKept = metadata.type === 'file' && isOurs(records.get(metadataFileName(slug)), metadata.hash)
  if (!isKept || !read?.ok || script.type !== 'file') return { records, lastEvent: 0 }
  passages.roster = read.value.characters_roster
  return { records, lastEvent: sidecar.lastEvent, bible: read.value }
}
