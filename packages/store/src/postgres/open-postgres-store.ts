import { ColdopenError } from '@coldopen/core'
import type { PostgresPool } from 'kysely'
import { Pool } from 'pg'
import { openStore } from '../open-store.ts'
import type { Store } from '../store.ts'
import { placeOf } from './address.ts'
import { databaseError } from './database-error.ts'
import { postgresBackend } from './postgres-backend.ts'
import { createTurns } from './turns.ts'

export type PostgresOptions = {
  /** `postgres://user:password@host:port/name` */
  readonly url: string
  /** Connections at once; 10 by default. */
  readonly connections?: number
}

/** Milliseconds after which a connection that cannot be made is an error, and for which one that is made is waited for. */
const connectMs = 5000
const turnMs = 30_000

/** The pool itself would count the time in which its connections are in use as time to connect. */
const inTurn = (pool: Pool, connections: number, place: string): PostgresPool => {
  const tooLong = () =>
    new ColdopenError('storage', `${place} is busy: none of the ${connections} connections to it came free for ${turnMs / 1000} seconds. Try again in a while; what was stored before is kept.`)
  const turns = createTurns(connections, { ms: turnMs, tooLong })
  pool.on('release', () => turns.giveBack())
  return {
    options: pool.options,
    async connect() {
      await turns.take()
      try {
        return await pool.connect()
      } catch (error) {
        turns.giveBack()
        throw error
      }
    },
    end: () => pool.end(),
  }
}

/**
 * Opens the store kept in a PostgreSQL database, making its tables where they are missing. Any number of processes may open
 * the same. What is asked of it waits for a connection in turn, half a minute at the most. `storage` when the database cannot
 * be reached or used, or was written by a newer version; `invalid-input` when the URL is none. No sentence has the password in it.
 */
export const openPostgresStore = async (options: PostgresOptions): Promise<Store> => {
  const { connections = 10 } = options
  const place = placeOf(options.url)
  const pool = new Pool({
    connectionString: options.url,
    max: connections,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    application_name: 'coldopen',
  })
  // A connection that breaks is replaced by the pool, and who used it is told by what he asked. Unheard, it would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', client => void client.on('error', () => undefined))
  try {
    return await openStore(postgresBackend(inTurn(pool, connections, place), place))
  } catch (error) {
    throw databaseError(error, place) ?? error
  }
}
