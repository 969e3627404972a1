import { constants } from 'node:fs'
import { open, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ColdopenError } from '@coldopen/core/protocol'

/** A folder that is written into: the folder itself, whatever its name leads to later. */
export type HeldFolder = {
  readonly dir: string
  /** The path by which a file of the folder is opened. */
  path(name: string): string
  /** False once the folder was removed, moved or replaced. */
  isThere(): Promise<boolean>
  close(): Promise<void>
}

export const goneError = (dir: string): ColdopenError => {
  const message = `The script's folder ${dir} was removed or replaced, so nothing more is written. The run keeps its text: resume it into another folder, or export it.`
  return new ColdopenError('file-processing', message)
}

const identity = async (dir: string): Promise<string | undefined> => {
  try {
    const found = await stat(dir, { bigint: true })
    return found.isDirectory() ? `${found.dev}:${found.ino}` : undefined
  } catch {
    return undefined
  }
}

/**
 * Holds a folder open. Where the system allows it, its files are opened relative to what is held, so that a link put in the
 * folder's place leads nowhere. Throws `not-found` when there is no such folder.
 */
export const holdFolder = async (dir: string): Promise<HeldFolder> => {
  const missing = (error: unknown): never => {
    throw new ColdopenError('not-found', `There is no folder ${dir} that can be opened.`, error)
  }
  const real = await realpath(dir).catch(missing)
  const known = await identity(real)
  const isThere = async (): Promise<boolean> => (await identity(dir)) === known
  const byName: HeldFolder = { dir, path: name => join(real, name), isThere, close: async () => {} }
  if (process.platform !== 'linux') return byName
  const handle = await open(real, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW).catch(missing)
  const through = `/proc/self/fd/${handle.fd}`
  const held = await identity(through)
  if (held !== undefined && held === known) {
    return { dir, path: name => `${through}/${name}`, isThere, close: () => handle.close() }
  }
  await handle.close()
  return byName
}
