import type { DatabaseSync } from 'node:sqlite'
import { SqliteDialect, sql } from 'kysely'
import type { Backend } from '../backend.ts'
import { kyselyDatabase } from './kysely-database.ts'
import { storageError } from './storage-error.ts'

/** The only file that knows SQLite's own SQL. `file` is for sentences. */
export const sqliteBackend = (database: DatabaseSync, file: string): Backend => ({
  dialect: new SqliteDialect({ database: kyselyDatabase(database) }),
  place: file,
  elsewhere: 'data folder',
  holdsUp: true,
  numbered: column => column.primaryKey().autoIncrement(),
  clustered: table => table.modifyEnd(sql`without rowid`),
  reclaim: sql`pragma incremental_vacuum`,
  explain: error => storageError(error, file),
})
