import type { Generated } from 'kysely'
import type { Happening, PartStatus, PauseReason, RunKind, RunStatus } from '@coldopen/core'

/** Columns whose text is JSON, so that any string of JavaScript (NUL and lone surrogates too) can be kept in any database. */
type Json = string

/** One row a run. The columns that every commit changes stand first, the long ones last. */
export type RunsTable = {
  /** Given by the database in the order of creation, never twice; what other tables know the run by. */
  number: Generated<number>
  id: string
  epoch: number
  /** Number of the run's last event. */
  last_seq: number
  /** ISO 8601, UTC. */
  created_at: string
  updated_at: string
  status: RunStatus
  paused: PauseReason | null
  /** Parts done and in all, the plan not counted. */
  parts_done: number
  parts: number
  /** 1 when the state has a bible. The column `bible` keeps the last one even when it has none. */
  planned: number
  format: string
  title: Json
  usage: Json
  problem: Json | null
  brief: Json
  options: Json
  bible: Json | null
  kind: RunKind
  /** The id of the run whose script a short run works on. */
  origin: string | null
  /** The title in small letters, to be searched: plain text and not JSON. */
  title_folded: string | null
  /** Null in a row of an older version that nobody has changed since. */
  totals: Json | null
  /** The id of the user it belongs to; null when it belongs to whoever has the server. */
  owner: string | null
}

/** One row a part; `state` is all of it but its number, its status and its output. */
export type PartsTable = {
  run: number
  number: number
  status: PartStatus
  state: Json
  output: Json
  /** When it was done last, ISO 8601, UTC; null while it is not, and in a row of an older version. */
  done_at: string | null
}

/** One row an event that is not in a row of deltas; `payload` is all of it but the other columns and what can be read from `runs` and `parts`. */
export type EventsTable = {
  run: number
  seq: number
  type: Happening['type']
  /** Null in events of the whole run. */
  part: number | null
  attempt: number | null
  /** 1 when a later event of the part (or, without a part, of the run) takes the place of this one; else 0. */
  passing: number
  payload: Json
}

/**
 * One row for as much of what a part streams as fits into a page: commits write on it until it is full. `seq` is the number of
 * its first event; `delta-words.ts` has the words.
 */
export type DeltasTable = {
  run: number
  seq: number
  last_seq: number
  part: number
  attempt: number
  words: string
}

export const userRoles = ['user', 'admin'] as const
export type UserRole = (typeof userRoles)[number]

/** One row a user. A key is kept as its SHA-256, in hexadecimal; limits that are null do not hold. */
export type UsersTable = {
  id: string
  name: string
  role: UserRole
  key_hash: string
  runs: number | null
  requests: number | null
  cost: number | null
  /** ISO 8601, UTC. */
  created_at: string
  revoked_at: string | null
}

/** One row for each day of UTC on which a user sent requests: how many, and the USD they cost or may yet cost. */
export type UserDaysTable = { user_id: string; day: string; requests: number; cost: number }

/** One row for each request that was counted and has not been settled, with the USD that were counted for it. */
export type ReservationsTable = { id: string; user_id: string; day: string; cost: number }

export type MigrationsTable = { version: number; name: string }

/** Inputs of people that nobody has taken yet, and those that were refused and whose refusal nobody has read. */
export type InputsTable = { id: Generated<number>; run: number; input: Json; refused: Json | null }

/** What is left of the rate limits of an endpoint; `endpoint` has no secret in it. */
export type AllowancesTable = { endpoint: string; allowance: Json }

export type Tables = { runs: RunsTable; parts: PartsTable; events: EventsTable; deltas: DeltasTable; users: UsersTable; user_days: UserDaysTable; reservations: ReservationsTable; inputs: InputsTable; allowances: AllowancesTable; migrations: MigrationsTable }
