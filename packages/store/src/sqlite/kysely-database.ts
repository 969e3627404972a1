import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { SqliteDatabase, SqliteStatement } from 'kysely'

/** Statements kept prepared. The store has some thirty, and up to fifty more for commits of as many events. */
const keptStatements = 128

/** `node:sqlite` as Kysely's SQLite dialect wants a database to be. */
export const kyselyDatabase = (database: DatabaseSync): SqliteDatabase => {
  const statements = new Map<string, SqliteStatement>()
  return {
    close: () => database.close(),
    prepare: sql => {
      const known = statements.get(sql)
      if (known !== undefined) return known
      const statement = sql === 'rollback' ? rollback(database) : kyselyStatement(database.prepare(started(sql)), sql)
      if (statements.size >= keptStatements) statements.clear()
      statements.set(sql, statement)
      return statement
    },
  }
}

/** A transaction takes the write lock at once: one that reads first and then waits for the lock can only fail. */
const started = (sql: string): string => (sql === 'begin' ? 'begin immediate' : sql)

/** SQLite ends a transaction by itself when the disk is full; to roll it back then would hide why. */
const rollback = (database: DatabaseSync): SqliteStatement => {
  const run = () => {
    if (database.isTransaction) database.exec('rollback')
    return { changes: 0, lastInsertRowid: 0 }
  }
  return { reader: false, run, all: () => [], iterate: () => [].values() }
}

/** A pragma that works row by row (`incremental_vacuum`) is finished only when it is read to its end. */
const kyselyStatement = (statement: StatementSync, sql: string): SqliteStatement => ({
  reader: statement.columns().length > 0 || sql.startsWith('pragma'),
  all: parameters => statement.all(...parameters.map(input)),
  run: parameters => statement.run(...parameters.map(input)),
  iterate: parameters => statement.iterate(...parameters.map(input)),
})

const input = (value: unknown): SQLInputValue => {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  throw new TypeError(`A column takes text, a number or null, not ${typeof value}.`)
}
