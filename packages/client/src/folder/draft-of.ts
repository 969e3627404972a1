import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isMissing } from '../atomic-file.ts'
import { readBible, readSet, metadataFileName, setFileName, sidecarFileName, type Bible } from '@coldopen/script'
import { ColdopenError } from '@coldopen/core/protocol'
import { briefFileName } from './brief-file.ts'
import { readKept } from './kept-file.ts'
import { sidecarsIn } from './place.ts'
import { kindOf } from './script-kind.ts'
import type { Sidecar } from './sidecar.ts'

/** A draft that was made of a brief: where it is, and whether more than its plan was asked for. */
export type BriefDraft = { readonly dir: string; readonly slug: string; readonly sidecar: Sidecar; readonly hasParts: boolean }

/** Only the parts' own files tell: the script's file has a header as soon as there is a plan. */
const isPartFile = (name: string): boolean => /_set_\d+\.json$|^L1_chunk_\d+\.md$/.test(name)

const changedAt = async (file: string): Promise<number> => {
  try {
    return (await stat(file)).mtimeMs
  } catch (error) {
    if (isMissing(error)) return 0
    throw error
  }
}

/** The draft of a brief's file, the newest of several; undefined when there is none beside it. */
export const draftOf = async (briefFile: string): Promise<BriefDraft | undefined> => {
  const dir = dirname(briefFile)
  const name = basename(briefFile)
  let newest: { draft: BriefDraft; at: number } | undefined
  for (const [slug, sidecar] of await sidecarsIn(dir)) {
    if ((sidecar.briefFile ?? briefFileName) !== name) continue
    const at = await changedAt(join(dir, sidecarFileName(slug)))
    const hasParts = Object.keys(sidecar.files).some(isPartFile)
    if (!newest || at > newest.at) newest = { draft: { dir, slug, sidecar, hasParts }, at }
  }
  return newest?.draft
}

/**
 * Reads the plan of a draft: from `text`, where an editor has it open, or from its file. Throws `invalid-input` with a
 * sentence that names file and field.
 */
export const loadBible = async (draft: Pick<BriefDraft, 'dir' | 'slug'>, text?: string): Promise<Bible> => {
  const name = metadataFileName(draft.slug)
  const found = text ?? (await fileText(join(draft.dir, name), name))
  if (found === undefined) throw new ColdopenError('invalid-input', `There is no ${name} in ${draft.dir}: plan the script first.`)
  const read = readBible(found)
  if (read.ok) return read.value
  throw new ColdopenError('invalid-input', `${name}: ${read.problem}`)
}

const fileText = async (path: string, name: string): Promise<string | undefined> => {
  const found = await readKept(path, name)
  return found.type === 'file' ? found.text : undefined
}

/** The sets of a script that no file has whole, by number. Throws `invalid-input` for a script of chunks. */
export const missingSets = async (draft: BriefDraft): Promise<number[]> => {
  const { dir, slug, sidecar } = draft
  if (kindOf(sidecar.brief.format).unit === 'chunk') throw new ColdopenError('invalid-input', 'The server does not know this run any more, and chunks are not written without the text and the facts before them: draft the brief anew.')
  const missing: number[] = []
  for (let set = 1; set <= sidecar.parts; set++) {
    const name = setFileName(slug, set, sidecar.parts)
    const text = await fileText(join(dir, name), name)
    const read = text === undefined ? undefined : readSet(text)
    if (!read?.ok || !read.value.success) missing.push(set)
  }
  return missing
}
