import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

/** The files of a run are this process's to write, until it lets go or ends. */
export type HeldRun = { readonly release: () => void }

/** What whoever asked for a draft is told where somebody else has its files. */
export const heldElsewhere = 'Another window, terminal or assistant writes the files of this draft, so nothing was asked for here; close it first, or go on there.'

/** SQLite's word for a file that somebody else has locked. */
const busy = 5

/** Kept here so that who drops its handle goes on holding. */
const held = new Map<string, unknown>()

const isBusy = (error: unknown): boolean => error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === busy

/**
 * Takes the files of a run for this process alone, by a lock of the operating system in the data folder; undefined when
 * somebody has them: another window, or this one. A process that dies lets go by that.
 */
export const holdRun = async (dataFolder: string, run: string): Promise<HeldRun | undefined> => {
  const folder = join(dataFolder, 'held')
  const file = join(folder, `${createHash('sha256').update(run).digest('hex').slice(0, 32)}.lock`)
  if (held.has(file)) return undefined
  held.set(file, undefined)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const { DatabaseSync } = await import('node:sqlite')
    const database = new DatabaseSync(file, { timeout: 0 })
    try {
      database.exec('begin immediate')
    } catch (error) {
      database.close()
      throw error
    }
    held.set(file, database)
    return {
      release() {
        if (held.delete(file)) database.close()
      },
    }
  } catch (error) {
    held.delete(file)
    if (isBusy(error)) return undefined
    throw error
  }
}
