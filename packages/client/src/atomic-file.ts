import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, link, lstat, mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ColdopenError } from '@coldopen/core/protocol'

/** The process's id in the name tells whether what has such a name was left by a crash. */
const temporaryPattern = /^\.coldopen-(\d+)-[0-9a-f]{32}\.tmp$/

const underWay = new Set<string>()

/** A name that nobody can foresee, and that `removeLeftovers` knows. */
const temporaryName = (): string => `.coldopen-${process.pid}-${randomBytes(16).toString('hex')}.tmp`

export const errorCodeOf = (error: unknown): string | undefined => {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

export const isMissing = (error: unknown): boolean => errorCodeOf(error) === 'ENOENT'

/** What became of a file, as a sentence. `name` is the file as the writer knows it. */
export const fileError = (error: unknown, name: string, deed: 'read' | 'written' = 'written'): ColdopenError => {
  if (error instanceof ColdopenError) return error
  const code = errorCodeOf(error)
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new ColdopenError('storage', `${name} could not be ${deed} because the disk is full: make room, then go on.`, error)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new ColdopenError('file-processing', `${name} could not be ${deed} for want of permission: allow it, or choose another folder.`, error)
    case 'ENOENT':
      if (deed === 'read') return new ColdopenError('file-processing', `There is no file ${name}.`, error)
      return new ColdopenError('file-processing', `${name} could not be written because its folder is not there.`, error)
    case 'ENOTDIR':
    case 'EEXIST':
      return new ColdopenError('file-processing', `${name} could not be ${deed} because a file is where a folder would have to be.`, error)
    default: {
      const left = deed === 'written' ? '; what was there before is untouched' : ''
      return new ColdopenError('storage', `${name} could not be ${deed} (${code ?? String(error)})${left}.`, error)
    }
  }
}

/** Permissions of a file that is about to be replaced; undefined for a new file, or one in the place of a link. */
const modeOf = async (file: string): Promise<number | undefined> => {
  try {
    const found = await lstat(file)
    return found.isFile() ? found.mode & 0o777 : undefined
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

export const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Windows refuses for a moment to replace a file that a virus scanner or an indexer looks at. */
const replace = async (from: string, to: string): Promise<void> => {
  for (let tries = 1; ; tries++) {
    try {
      return await rename(from, to)
    } catch (error) {
      const busy = process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(errorCodeOf(error) ?? '')
      if (!busy || tries === 8) throw error
      await new Promise(resolve => setTimeout(resolve, 10 * 2 ** tries))
    }
  }
}

const fill = async (handle: FileHandle, text: string, mode: number | undefined): Promise<void> => {
  try {
    await handle.writeFile(text, 'utf8')
    if (mode !== undefined) await handle.chmod(mode)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Writes a text beside its file and has `settle` put it in its place; answers what that answers. */
const writeBeside = async (file: string, text: string, settle: (temporary: string) => Promise<boolean>): Promise<boolean> => {
  const name = temporaryName()
  const temporary = join(dirname(file), name)
  underWay.add(name)
  try {
    const mode = await modeOf(file)
    const handle = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL)
    let settled: boolean
    try {
      await fill(handle, text, mode)
      settled = await settle(temporary)
    } finally {
      await rm(temporary, { force: true })
    }
    if (settled) await syncFolder(dirname(file))
    return settled
  } catch (error) {
    throw fileError(error, basename(file))
  } finally {
    underWay.delete(name)
  }
}

/**
 * Writes a file whole or not at all: into a temporary file beside it, to the disk, and then in its place. Whatever stands at
 * the name is replaced and never followed, a link least of all. `allowed` is asked last, when the new text is on the disk
 * already: false leaves everything as it was. Answers whether it was written.
 *
 * Throws `storage` (disk full, I/O) or `file-processing` (no permission, no folder).
 */
export const writeFileAtomic = (file: string, text: string, allowed?: () => Promise<boolean>): Promise<boolean> => {
  return writeBeside(file, text, async temporary => {
    if (allowed && !(await allowed())) return false
    await replace(temporary, file)
    return true
  })
}

/** The same for a file that must not be there yet: of several who try it at once, one has written it. */
export const createFileAtomic = (file: string, text: string): Promise<boolean> => {
  return writeBeside(file, text, async temporary => {
    try {
      await link(temporary, file).catch((error: unknown) => {
        // Some file systems know no second name for a file.
        if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errorCodeOf(error) ?? '')) return copyFile(temporary, file, constants.COPYFILE_EXCL)
        throw error
      })
      return true
    } catch (error) {
      if (errorCodeOf(error) === 'EEXIST') return false
      throw error
    }
  })
}

/**
 * The same for a folder with its first files, texts by name; the folder above must be there. Answers false when the name is
 * taken by anything but an empty folder.
 */
export const createFolderAtomic = async (folder: string, files: ReadonlyMap<string, string>): Promise<boolean> => {
  const name = temporaryName()
  const temporary = join(dirname(folder), name)
  underWay.add(name)
  try {
    await mkdir(temporary)
    try {
      for (const [file, text] of files) await writeFileAtomic(join(temporary, file), text)
      await rename(temporary, folder)
    } finally {
      await rm(temporary, { recursive: true, force: true })
    }
    await syncFolder(dirname(folder))
    return true
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(errorCodeOf(error) ?? '')) return false
    throw fileError(error, basename(folder))
  } finally {
    underWay.delete(name)
  }
}

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCodeOf(error) !== 'ESRCH'
  }
}

/** Removes what processes that are no longer there have left half written in a folder. Answers the names. */
export const removeLeftovers = async (folder: string): Promise<string[]> => {
  const left: string[] = []
  for (const name of await readdir(folder)) {
    const owner = Number(temporaryPattern.exec(name)?.[1] ?? 0)
    if (owner === 0 || (owner === process.pid ? underWay.has(name) : isRunning(owner))) continue
    await rm(join(folder, name), { recursive: true, force: true })
    left.push(name)
  }
  return left
}
