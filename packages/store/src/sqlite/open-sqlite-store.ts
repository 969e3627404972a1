import { DatabaseSync } from 'node:sqlite'
import { ColdopenError } from '@coldopen/core'
import { openStore } from '../open-store.ts'
import type { Store } from '../store.ts'
import { createPrivately } from './private-file.ts'
import { sqliteBackend } from './sqlite-backend.ts'
import { storageError } from './storage-error.ts'

/** How long a statement waits for another program that holds the file locked, in milliseconds. */
const busyTimeout = 2000

/**
 * Opens the store kept in one SQLite file, creating it and its folder where they are missing; `:memory:` is a store that
 * lives as long as it is open. The file is for its owner only (mode 0600), and so is a folder that is created (0700).
 * One process opens a file once: two stores of one process would wait for each other. `storage` when the file cannot be opened or written, is not ours, or was written by a newer version.
 */
export const openSqliteStore = async (options: { readonly file: string }): Promise<Store> => {
  const { file } = options
  try {
    const database = openDatabase(file)
    try {
      return await openStore(sqliteBackend(database, file))
    } catch (error) {
      if (database.isOpen) database.close()
      throw error
    }
  } catch (error) {
    throw storageError(error, file) ?? error
  }
}

const openDatabase = (file: string): DatabaseSync => {
  if (file !== ':memory:') createPrivately(file)
  const database = new DatabaseSync(file, { timeout: busyTimeout })
  try {
    claimFormat(database, file)
    for (const pragma of pragmas) database.exec(`pragma ${pragma}`)
    giveBack(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Pages of 4 kB that may lie unused in the file until it is opened next. */
const unusedPages = 64

/** Drafting many parts at once makes the file larger for a while than what stays of them. */
const giveBack = (database: DatabaseSync): void => {
  const unused = database.prepare('pragma freelist_count').get()?.['freelist_count']
  if (Number(unused) > unusedPages) database.exec('pragma incremental_vacuum')
}

/** The four letters "Cold", by which a file says in its header whose it is. */
const applicationId = 0x436f6c64

/** Refuses a database of another program, before anything of it is changed. */
const claimFormat = (database: DatabaseSync, file: string): void => {
  if (database.prepare('pragma application_id').get()?.['application_id'] === applicationId) return
  if (database.prepare('select 1 from sqlite_schema limit 1').get() !== undefined) {
    throw new ColdopenError('storage', `${file} is a database of another program: choose another file or data folder.`)
  }
  for (const pragma of headerPragmas) database.exec(`pragma ${pragma}`)
}

/** Kept in the file's header. `auto_vacuum` counts only as long as nothing else has been written. */
const headerPragmas = ['auto_vacuum = incremental', `application_id = ${applicationId}`]

/**
 * A commit has reached the disk when it returns (`synchronous`). The log of what is not in the file yet is written back every
 * 256 pages, which keeps it near 1 MB.
 */
const pragmas = ['journal_mode = wal', 'synchronous = full', 'foreign_keys = on', 'wal_autocheckpoint = 256']
