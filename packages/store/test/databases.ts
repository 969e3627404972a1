import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import { Pool } from 'pg'
import { openStoreAt, parseStoreAddress, type Store } from '../src/index.ts'
import type { Backend } from '../src/backend.ts'
import { migrate } from '../src/migrate.ts'
import type { Migration } from '../src/migrations.ts'
import { openDatabase } from '../src/sqlite/open-database.ts'
import { postgresBackend } from '../src/postgres/postgres-backend.ts'
import { sqliteBackend } from '../src/sqlite/sqlite-backend.ts'
import type { Tables } from '../src/tables.ts'
import { sharedPostgres } from './postgres/start-postgres.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** An empty database, as a test may treat it from outside the store. */
export type TestDatabase = AsyncDisposable & {
  /** As COLDOPEN_DATABASE_URL has it. */
  readonly url: string
  readonly open: () => Promise<Store>
  /** Leaves it as a version with these migrations does. */
  readonly leftBy: (steps: readonly Migration[]) => Promise<void>
  readonly rows: (query: string) => Promise<readonly unknown[]>
}

/** The database at a URL, which is left when the test is done with it. */
export const databaseAt = (url: string, dispose: () => Promise<void>): TestDatabase => {
  const address = parseStoreAddress(url)
  const within = async <R>(work: (db: Kysely<Tables>, backend: Backend) => Promise<R>): Promise<R> => {
    const backend =
      address.kind === 'sqlite' ? sqliteBackend(openDatabase(address.file), address.file) : postgresBackend(new Pool({ connectionString: url }), 'The database')
    const db = new Kysely<Tables>({ dialect: backend.dialect })
    return work(db, backend).finally(() => db.destroy())
  }
  return {
    url,
    open: () => openStoreAt(address),
    leftBy: steps => within((db, backend) => migrate(db, backend, steps)),
    rows: query => within(async db => (await sql.raw(query).execute(db)).rows),
    [Symbol.asyncDispose]: dispose,
  }
}

const sqliteDatabase = async (): Promise<TestDatabase> => {
  const folder = await temporaryFolder()
  return databaseAt(`sqlite:${join(folder.path, 'runs.sqlite')}`, async () => folder[Symbol.asyncDispose]())
}

const postgres = await sharedPostgres()

/** Every kind of database that can be had here, with a way to make an empty one. */
export const databases: readonly { readonly kind: string; readonly create: () => Promise<TestDatabase> }[] = [
  { kind: 'a SQLite file', create: sqliteDatabase },
  ...(postgres ? [{ kind: 'a PostgreSQL database', create: async () => databaseAt(await postgres.newDatabase(), async () => undefined) }] : []),
]
