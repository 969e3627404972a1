import { Pool } from 'pg'
import { openStore } from '../open-store.ts'
import type { Store } from '../store.ts'
import { placeOf } from './address.ts'
import { databaseError } from './database-error.ts'
import { postgresBackend } from './postgres-backend.ts'

export type PostgresOptions = {
  /** `postgres://user:password@host:port/name` */
  readonly url: string
  /** Connections at once; 10 by default. */
  readonly connections?: number
}

/** Milliseconds after which a connection that cannot be had is an error. */
const connectMs = 5000

/**
 * Opens the store kept in a PostgreSQL database, making its tables where they are missing. Any number of processes may open
 * the same. `storage` when the database cannot be reached or used, or was written by a newer version; `invalid-input` when
 * the URL is none. No sentence has the password in it.
 */
export const openPostgresStore = async (options: PostgresOptions): Promise<Store> => {
  const place = placeOf(options.url)
  const pool = new Pool({
    connectionString: options.url,
    max: options.connections ?? 10,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    application_name: 'coldopen',
  })
  // A connection that breaks is replaced by the pool, and who used it is told by what he asked. Unheard, it would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', client => void client.on('error', () => undefined))
  try {
    return await openStore(postgresBackend(pool, place))
  } catch (error) {
    throw databaseError(error, place) ?? error
  }
}
