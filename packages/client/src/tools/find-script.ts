import { readdir, realpath } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { ColdopenError } from '@coldopen/core/protocol'
import { readFolder, type FolderFacts } from '../folder/read-folder.ts'

const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

const outside = (path: string): ColdopenError => new ColdopenError('forbidden', `${JSON.stringify(path.slice(0, 200))} is not inside the workspace: name a path of one of its folders.`)

/** Real paths of the folders that are there. */
const realFolders = async (folders: readonly string[]): Promise<string[]> => {
  const found = await Promise.all(folders.map(folder => realpath(folder).catch(() => undefined)))
  return found.filter(folder => folder !== undefined)
}

/**
 * A path that somebody named, as an absolute one, links followed. Throws `forbidden` when it leads out of the workspace's
 * folders, `not-found` when there is nothing.
 */
export const pathInside = async (folders: readonly string[], named: string): Promise<string> => {
  const real = await realFolders(folders)
  if (real.length === 0) throw new ColdopenError('not-found', 'No folder is open: open the one that the script is in.')
  if (named.includes('\0')) throw outside(named)
  let isNamedInside = false
  for (const folder of real) {
    const path = resolve(folder, named)
    if (!isInside(folder, path) && !folders.some(given => isInside(given, path))) continue
    isNamedInside = true
    const target = await realpath(path).catch(() => undefined)
    if (target === undefined) continue
    if (!real.some(each => isInside(each, target))) throw outside(named)
    return target
  }
  if (!isNamedInside) throw outside(named)
  throw new ColdopenError('not-found', `There is no ${named} in the workspace.`)
}

/** How deep below a folder of the workspace scripts are looked for, and how many folders are looked into. */
const maxDepth = 5
const maxFolders = 5000

/** Folders with a script in them. */
const scriptFolders = async (folders: readonly string[]): Promise<string[]> => {
  const found = new Set<string>()
  let level = await realFolders(folders)
  let looked = 0
  for (let depth = 0; depth <= maxDepth && level.length > 0; depth++) {
    const next: string[] = []
    for (const folder of level) {
      if (++looked > maxFolders) return [...found]
      for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
        if (entry.isFile() && entry.name.endsWith('.coldopen.json')) found.add(folder)
        if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') next.push(join(folder, entry.name))
      }
    }
    level = next
  }
  return [...found].toSorted()
}

/** A path as people see it: relative to the workspace. */
export const shownPath = async (folders: readonly string[], path: string): Promise<string> => {
  const folder = (await realFolders(folders)).find(each => isInside(each, path))
  return folder === undefined ? path : relative(folder, path) || '.'
}

/** The script that is named, or the only one there is. Throws `not-found`, `forbidden`, or `invalid-input` with the names of several. */
export const findScript = async (folders: readonly string[], named: string | undefined): Promise<FolderFacts> => {
  if (named !== undefined) return readFolder(await pathInside(folders, named))
  const found = await scriptFolders(folders)
  const [only] = found
  if (only === undefined) throw new ColdopenError('not-found', 'There is no script in the workspace yet: draft one first.')
  if (found.length === 1) return readFolder(only)
  const names = await Promise.all(found.slice(0, 50).map(folder => shownPath(folders, folder)))
  throw new ColdopenError('invalid-input', `There are several scripts: name one of ${names.map(name => JSON.stringify(name)).join(', ')}.`)
}
