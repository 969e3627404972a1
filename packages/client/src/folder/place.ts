import { mkdir, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isChunkFileName, sidecarFileName, slugOf, slugsOf, unusedName } from '@coldopen/script'
import { createFileAtomic, createFolderAtomic, fileError, isMissing, removeLeftovers } from '../atomic-file.ts'
import { holdFolder, type HeldFolder } from './held-folder.ts'
import { readKept } from './kept-file.ts'
import { kindOf, type ScriptKind } from './script-kind.ts'
import { readSidecar, type Sidecar } from './sidecar.ts'

/**
 * Where a script goes: into `drafts/<slug>` of `base`, or into the folder `dir` itself. The files of chunks have the same names
 * in every script, so that the second such script in `dir` goes into a folder of its own there.
 */
export type Where = { readonly base: string } | { readonly dir: string }

/** The folder of a script, and the name that its files begin with. */
export type Place = { readonly folder: HeldFolder; readonly slug: string }

const sidecarEnd = '.coldopen.json'

const namesIn = async (dir: string): Promise<string[]> => {
  try {
    return await readdir(dir)
  } catch (error) {
    if (isMissing(error)) return []
    throw fileError(error, dir, 'read')
  }
}

/** The sidecars of a folder that can be read, by the slug of their script. */
export const sidecarsIn = async (dir: string): Promise<Map<string, Sidecar>> => {
  const found = new Map<string, Sidecar>()
  for (const name of await namesIn(dir)) {
    if (!name.endsWith(sidecarEnd)) continue
    const file = await readKept(join(dir, name), name)
    if (file.type !== 'file' || file.text === undefined) continue
    try {
      found.set(name.slice(0, -sidecarEnd.length), readSidecar(file.text, name))
    } catch {
      // Another script's sidecar, spoilt: it is not the one that is looked for, and stays as it is.
    }
  }
  return found
}

const draftsOf = (base: string): string => join(resolve(base), 'drafts')

/** Finds the folder in which a run was already being written. */
export const findPlace = async (where: Where, run: string, kind: ScriptKind): Promise<(Place & { sidecar: Sidecar }) | undefined> => {
  const inside = 'dir' in where ? (kind.unit === 'chunk' ? await foldersIn(resolve(where.dir)) : []) : await foldersIn(draftsOf(where.base))
  const dirs = 'dir' in where ? [resolve(where.dir), ...inside] : inside
  for (const dir of dirs) {
    for (const [slug, sidecar] of await sidecarsIn(dir)) {
      if (sidecar.run !== run) continue
      const folder = await holdFolder(dir)
      await removeLeftovers(folder.path('.'))
      return { folder, slug, sidecar }
    }
  }
  return undefined
}

const foldersIn = async (dir: string): Promise<string[]> => {
  try {
    await removeLeftovers(dir)
    const entries = await readdir(dir, { withFileTypes: true })
    return entries.filter(entry => entry.isDirectory()).map(entry => join(dir, entry.name))
  } catch (error) {
    if (isMissing(error)) return []
    throw fileError(error, dir, 'read')
  }
}

/** Whether a folder has the files of a script of chunks, or is about to have them. */
const hasChunks = async (dir: string): Promise<boolean> => {
  const sidecars = await sidecarsIn(dir)
  return (await namesIn(dir)).some(isChunkFileName) || [...sidecars.values()].some(sidecar => kindOf(sidecar.brief.format).unit === 'chunk')
}

/**
 * Takes a place for a script that has none: the title's slug, with `-2` and so on when that is taken. `sidecar` is the text
 * of the sidecar that marks the place as taken. Throws `storage` or `file-processing`.
 */
export const takePlace = async (where: Where, script: { title: string; kind: ScriptKind }, sidecar: string): Promise<Place> => {
  const home = 'dir' in where ? resolve(where.dir) : draftsOf(where.base)
  try {
    await mkdir(home, { recursive: true })
  } catch (error) {
    throw fileError(error, home)
  }
  await removeLeftovers(home)
  const isHome = 'dir' in where && !(script.kind.unit === 'chunk' && (await hasChunks(home)))
  // A script called Brief would have the brief's own name.
  const tried = ['brief']
  for (;;) {
    const slug = unusedName(slugOf(script.title), [...tried, ...slugsOf(await namesIn(home))])
    const name = sidecarFileName(slug)
    if (isHome) {
      if (await createFileAtomic(join(home, name), sidecar)) return { folder: await holdFolder(home), slug }
    } else if (await createFolderAtomic(join(home, slug), new Map([[name, sidecar]]))) {
      return { folder: await holdFolder(join(home, slug)), slug }
    }
    tried.push(slug)
  }
}
