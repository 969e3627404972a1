import { DatabaseSync } from 'node:sqlite'
import { createPrivately } from './private-file.ts'
import { busy, sqliteCode } from './sqlite-code.ts'

/** Kept here so that who drops its handle goes on holding the lock. */
const held = new Set<DatabaseSync>()

/**
 * Locks a file, which is created where it is missing, until it is released or the process ends; undefined when it is locked.
 * The lock is the operating system's, and SQLite's for the one who may write. It is taken in a single step: a transaction
 * that is exclusive from the start takes it in three, and two who come at the same moment would both find it half taken.
 * Throws what SQLite or the file system throws.
 */
export const lockExclusively = (file: string): { release: () => void } | undefined => {
  createPrivately(file)
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('begin immediate')
  } catch (error) {
    database.close()
    if (sqliteCode(error) === busy) return undefined
    throw error
  }
  held.add(database)
  return {
    release: () => {
      if (held.delete(database)) database.close()
    },
  }
}
