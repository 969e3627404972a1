import { DatabaseSync } from 'node:sqlite'
import { ColdopenError } from '@coldopen/core'
import { createPrivately } from './private-file.ts'

/** How long a statement waits for another program that holds the file locked, in milliseconds. */
const busyTimeout = 5000

/** Opens a file of ours, creating it where it is missing, with everything set on which the store relies. */
export const openDatabase = (file: string): DatabaseSync => {
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

/** Pages of 2 kB that may lie unused in the file until it is opened next. */
const unusedPages = 32

/** Drafting many parts at once makes the file larger for a while than what stays of them. */
const giveBack = (database: DatabaseSync): void => {
  const unused = database.prepare('pragma freelist_count').get()?.['freelist_count']
  if (Number(unused) > unusedPages) database.exec('pragma incremental_vacuum')
}

/** The four letters "Cold", by which a file says in its header whose it is. */
const applicationId = 0x436f6c64

/** Refuses a database of another program, before anything of it is changed. Tables come after the header, so they are looked for first. */
const claimFormat = (database: DatabaseSync, file: string): void => {
  const hasTables = database.prepare('select 1 from sqlite_schema limit 1').get() !== undefined
  if (database.prepare('pragma application_id').get()?.['application_id'] === applicationId) return
  if (hasTables) throw new ColdopenError('storage', `${file} is a database of another program: choose another file or data folder.`)
  for (const pragma of headerPragmas) database.exec(`pragma ${pragma}`)
}

/**
 * Kept in the file's header; the first two count only as long as nothing else has been written. The output of a part is a
 * few pages long, and the last of them is half empty: small pages waste less.
 */
const headerPragmas = ['page_size = 2048', 'auto_vacuum = incremental', `application_id = ${applicationId}`]

/**
 * A commit has reached the disk when it returns (`synchronous`). The log of what is not in the file yet is written back every
 * 512 pages, which keeps it near 1 MB.
 */
const pragmas = ['journal_mode = wal', 'synchronous = full', 'wal_autocheckpoint = 512']
