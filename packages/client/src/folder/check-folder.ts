import { join } from 'node:path'
import { chunksOf, ColdopenError, formats } from '@coldopen/core/protocol'
import { checkScript, chunkFileName, metadataFileName, readBible, readChunk, readMarkdown, type Bible, type CheckedChunk, type Finding } from '@coldopen/script'
import { readKept } from './kept-file.ts'
import { noticeAbove } from './notice.ts'
import { readFolder, type FolderFacts } from './read-folder.ts'
import { scriptNameOf } from './script-kind.ts'

const textOf = async (facts: FolderFacts, name: string): Promise<string | undefined> => {
  const file = await readKept(join(facts.dir, name), name)
  return file.type === 'file' ? file.text : undefined
}

const bibleOf = async (facts: FolderFacts): Promise<Bible> => {
  const name = metadataFileName(facts.slug)
  const text = await textOf(facts, name)
  if (text === undefined) throw new ColdopenError('file-processing', `${name} is not there, and a script is checked by its bible: resume the run to have it written again.`)
  const read = readBible(text)
  if (read.ok) return read.value
  throw new ColdopenError('file-processing', `${name} cannot be used: ${read.problem}`)
}

/** The chunks as their files have them; one without a file is not there. */
const chunksIn = async (facts: FolderFacts, bible: Bible): Promise<CheckedChunk[]> => {
  const { brief, parts, sample } = facts.sidecar
  const notice = noticeAbove(bible, sample)
  const format = formats[brief.format]
  const planned = format.kind === 'chunked' ? chunksOf(format, brief) : []
  const chunks: CheckedChunk[] = []
  for (const [at, chunk] of planned.entries()) {
    const text = await textOf(facts, chunkFileName(at + 1, parts))
    if (text !== undefined) chunks.push({ chunk_number: at + 1, target_words: chunk.words, text: readChunk(text, notice) })
  }
  return chunks
}

/**
 * What a script does not keep to, as its files have it: the writer's own text. Takes what `readFolder` takes, and throws what
 * it throws; `file-processing` when the bible cannot be read.
 */
export const checkFolder = async (path: string): Promise<Finding[]> => {
  const facts = await readFolder(path)
  const bible = await bibleOf(facts)
  if (formats[facts.sidecar.brief.format].kind === 'chunked') return checkScript({ bible, chunks: await chunksIn(facts, bible) })
  const text = (await textOf(facts, scriptNameOf(facts.slug, facts.sidecar))) ?? ''
  return checkScript({ bible, segments: readMarkdown(text, bible.characters_roster).segments })
}
