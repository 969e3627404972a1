import { stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { ColdopenError } from '@coldopen/core/protocol'
import { fileError, isMissing } from '../atomic-file.ts'
import { readKept } from './kept-file.ts'
import { sidecarsIn } from './place.ts'
import { isOurs, readSidecar, type Sidecar } from './sidecar.ts'

/** What a folder knows of the run it was written by. */
export type FolderFacts = {
  readonly dir: string
  readonly slug: string
  readonly sidecar: Sidecar
  /** Files that are not as they were left: the writer's edits, and what the writer has removed. */
  readonly edited: readonly string[]
  readonly missing: readonly string[]
}

const noSidecar = (path: string): ColdopenError => {
  return new ColdopenError('not-found', `${path} has no .coldopen.json, so there is no run to resume; name a script's folder, its .md or its .coldopen.json, or a run's id.`)
}

const pick = (dir: string, sidecars: ReadonlyMap<string, Sidecar>, slug: string | undefined): [string, Sidecar] => {
  if (slug !== undefined) {
    const sidecar = sidecars.get(slug)
    if (!sidecar) throw noSidecar(join(dir, slug))
    return [slug, sidecar]
  }
  const [first, second] = sidecars
  if (!first) throw noSidecar(dir)
  if (second) {
    const names = [...sidecars.keys()].map(name => `${name}.md`).join(', ')
    throw new ColdopenError('invalid-input', `${dir} has several scripts: say which (${names}).`)
  }
  return first
}

/**
 * Reads what resumes a run: from the script's folder, from one of its files, or from the sidecar itself. Throws `not-found`
 * when there is no such path or no sidecar, `invalid-input` when a folder has several scripts, `file-processing` when the
 * sidecar cannot be used.
 */
export const readFolder = async (path: string): Promise<FolderFacts> => {
  const target = resolve(path)
  const found = await stat(target).catch((error: unknown) => {
    throw isMissing(error) ? new ColdopenError('not-found', `There is no ${path}.`, error) : fileError(error, path, 'read')
  })
  const dir = found.isDirectory() ? target : dirname(target)
  const [slug, sidecar] = found.isDirectory() ? pick(dir, await sidecarsIn(dir), undefined) : await readBeside(target)

  const edited: string[] = []
  const missing: string[] = []
  for (const [name, record] of Object.entries(sidecar.files)) {
    const file = await readKept(join(dir, basename(name)), name)
    if (file.type === 'missing') missing.push(name)
    else if (file.type === 'other' || record.edited || !isOurs(record, file.hash)) edited.push(name)
  }
  return { dir, slug, sidecar, edited, missing }
}

/** The sidecar of the script that a file belongs to; its own problems are told, unlike those of a file that nobody named. */
const readBeside = async (file: string): Promise<[string, Sidecar]> => {
  const dir = dirname(file)
  const name = basename(file)
  const sidecarEnd = '.coldopen.json'
  if (name.endsWith(sidecarEnd)) {
    const kept = await readKept(file, name)
    if (kept.type !== 'file' || kept.text === undefined) throw noSidecar(file)
    return [name.slice(0, -sidecarEnd.length), readSidecar(kept.text, name)]
  }
  const sidecars = await sidecarsIn(dir)
  for (const [slug, sidecar] of sidecars) if (Object.hasOwn(sidecar.files, name)) return [slug, sidecar]
  return pick(dir, sidecars, name.replace(/\.md$/, ''))
}
