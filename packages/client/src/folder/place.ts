import { mkdir, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { sidecarFileName, slugOf, slugsOf, unusedName } from '@coldopen/script'
import { createFileAtomic, createFolderAtomic, fileError, isMissing, removeLeftovers } from '../atomic-file.ts'
import { holdFolder, type HeldFolder } from './held-folder.ts'
import { readKept } from './kept-file.ts'
import { readSidecar, type Sidecar } from './sidecar.ts'

/** Where a script goes: into `drafts/<slug>` of `base`, or into the folder `dir` itself. */
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
export const findPlace = async (where: Where, run: string): Promise<(Place & { sidecar: Sidecar }) | undefined> => {
  const dirs = 'dir' in where ? [resolve(where.dir)] : await draftsIn(where.base)
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

const draftsIn = async (base: string): Promise<string[]> => {
  const drafts = draftsOf(base)
  try {
    await removeLeftovers(drafts)
    const entries = await readdir(drafts, { withFileTypes: true })
    return entries.filter(entry => entry.isDirectory()).map(entry => join(drafts, entry.name))
  } catch (error) {
    if (isMissing(error)) return []
    throw fileError(error, drafts, 'read')
  }
}

/**
 * Takes a place for a script that has none: the title's slug, with `-2` and so on when that is taken. `sidecar` is the text
 * of the sidecar that marks the place as taken. Throws `storage` or `file-processing`.
 */
export const takePlace = async (where: Where, title: string, sidecar: string): Promise<Place> => {
  const home = 'dir' in where ? resolve(where.dir) : draftsOf(where.base)
  try {
    await mkdir(home, { recursive: true })
  } catch (error) {
    throw fileError(error, home)
  }
  await removeLeftovers(home)
  // A script called Brief would have the brief's own name.
  const tried = ['brief']
  for (;;) {
    const slug = unusedName(slugOf(title), [...tried, ...slugsOf(await namesIn(home))])
    const name = sidecarFileName(slug)
    if ('dir' in where) {
      if (await createFileAtomic(join(home, name), sidecar)) return { folder: await holdFolder(home), slug }
    } else if (await createFolderAtomic(join(home, slug), new Map([[name, sidecar]]))) {
      return { folder: await holdFolder(join(home, slug)), slug }
    }
    tried.push(slug)
  }
}
