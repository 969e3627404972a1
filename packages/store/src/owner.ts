import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createPrivately } from './sqlite/private-file.ts'
import { isBusy, storageError } from './sqlite/storage-error.ts'

/** The right to work with a data folder, held until it is released or the process ends. */
export type Ownership = { release: () => void }

/**
 * How long two that come at the same moment may get in each other's way, in milliseconds. Without it each can meet the
 * other's half-taken lock, and both go away.
 */
const patience = 100

/** Kept here so that an owner who drops its handle goes on being the owner. */
const held = new Set<DatabaseSync>()

/**
 * Makes this process the owner of a data folder, which is created where it is missing; undefined when another process (or
 * this one) owns it. The lock is the operating system's, on `lock.sqlite` in the folder: it ends with the process, however
 * that ends, and no live owner can lose it. Nothing else may open that file. `storage` when the folder cannot be used.
 */
export const acquireOwnership = (folder: string): Ownership | undefined => {
  const file = join(folder, 'lock.sqlite')
  let database: DatabaseSync | undefined
  try {
    createPrivately(file)
    database = new DatabaseSync(file, { timeout: patience })
    database.exec('begin exclusive')
  } catch (error) {
    database?.close()
    if (isBusy(error)) return undefined
    throw storageError(error, file) ?? error
  }
  return holding(database)
}

const holding = (database: DatabaseSync): Ownership => {
  held.add(database)
  return {
    release: () => {
      if (held.delete(database)) database.close()
    },
  }
}
