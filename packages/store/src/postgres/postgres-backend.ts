import { PostgresDialect, sql, type PostgresPool } from 'kysely'
import type { Backend } from '../backend.ts'
import { databaseError } from './database-error.ts'

/** The only file that knows PostgreSQL's own SQL. `place` is for sentences: never with a password in it. */
export const postgresBackend = (pool: PostgresPool, place: string): Backend => ({
  dialect: new PostgresDialect({ pool }),
  place,
  elsewhere: 'database',
  holdsUp: false,
  numbered: column => column.primaryKey().generatedAlwaysAsIdentity(),
  clustered: table => table,
  migrating: sql`select pg_advisory_xact_lock(${migrationLock})`,
  explain: error => databaseError(error, place),
})

/** The letters "Cold" as a number: by it processes that start at once know each other's migrations. */
const migrationLock = 0x436f6c64
