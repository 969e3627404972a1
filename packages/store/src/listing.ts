import { sql, type Kysely } from 'kysely'
import { folded } from './folded.ts'
import { noSuchRun } from './refusals.ts'
import { sought } from './run-id.ts'
import { summaryColumns, summaryOf } from './run-row.ts'
import type { RunFilter, Store } from './store.ts'
import type { Tables } from './tables.ts'

/** The largest number a column takes, and the most rows a page can be asked for. */
export const most = 2 ** 31 - 1

export const pageSize = (limit: number): number => Math.min(Math.max(0, limit), most)

export const summarizeRun = (db: Kysely<Tables>): Store['summary'] => async id => {
  const row = await db.selectFrom('runs').select(summaryColumns).where('id', '=', sought(id)).executeTakeFirst()
  return row === undefined ? undefined : summaryOf(row)
}

/** A pattern for `like` that finds a text anywhere: its own signs stand for themselves. */
const anywhere = (text: string): string => `%${folded(text).replace(/[%_~]/g, '~$&')}%`

const filtered = (db: Kysely<Tables>, filter: RunFilter) => {
  let runs = db.selectFrom('runs')
  if (filter.owner !== undefined) runs = runs.where('owner', '=', filter.owner)
  if (filter.status !== undefined) runs = runs.where('status', 'in', [...filter.status])
  if (filter.kind !== undefined) runs = runs.where('kind', 'in', [...filter.kind])
  if (filter.format !== undefined) runs = runs.where('format', '=', filter.format)
  if (filter.of !== undefined) runs = runs.where('origin', '=', filter.of)
  if (filter.since !== undefined) runs = runs.where('created_at', '>=', filter.since.toISOString())
  if (filter.until !== undefined) runs = runs.where('created_at', '<', filter.until.toISOString())
  if (filter.text !== undefined) runs = runs.where(sql<boolean>`title_folded like ${anywhere(filter.text)} escape '~'`)
  return runs
}

/** Newest first is by the order of creation and not by its time: clocks are put back. */
export const listRuns = (db: Kysely<Tables>): Store['list'] => async query => {
  const before = query.before === undefined ? most : await numberOf(db, { id: query.before, owner: query.owner })
  const runs = filtered(db, query).select(summaryColumns).where('number', '<', before)
  const rows = await runs.orderBy('number', 'desc').limit(pageSize(query.limit)).execute()
  return rows.map(summaryOf)
}

const numberOf = async (db: Kysely<Tables>, run: { id: string; owner: string | undefined }): Promise<number> => {
  const row = await db.selectFrom('runs').select(['number', 'owner']).where('id', '=', sought(run.id)).executeTakeFirst()
  if (row === undefined || (run.owner !== undefined && row.owner !== run.owner)) throw noSuchRun(run.id)
  return row.number
}

export const ownerOfRun = (db: Kysely<Tables>): Store['ownerOf'] => async id => {
  const run = await db.selectFrom('runs').select('owner').where('id', '=', sought(id)).executeTakeFirst()
  return run?.owner
}

export const countRuns = (db: Kysely<Tables>): Store['counts'] => async owner => {
  let runs = db.selectFrom('runs').select(eb => ['status', eb.fn.countAll().as('count')])
  if (owner !== undefined) runs = runs.where('owner', '=', owner)
  const rows = await runs.groupBy('status').execute()
  return new Map(rows.map(row => [row.status, Number(row.count)]))
}

export const unfinishedRuns = (db: Kysely<Tables>): Store['unfinished'] => async () => {
  const rows = await db
    .selectFrom('runs')
    .select('id')
    .where('status', 'in', ['pending', 'processing'])
    .orderBy('number')
    .execute()
  return rows.map(row => row.id)
}
