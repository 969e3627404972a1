import type { Kysely } from 'kysely'
import { noSuchRun } from './refusals.ts'
import { sought } from './run-id.ts'
import { summaryColumns, summaryOf } from './run-row.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

/** The largest number a column takes, and the most rows a page can be asked for. */
export const most = 2 ** 31 - 1

export const pageSize = (limit: number): number => Math.min(Math.max(0, limit), most)

export const summarizeRun = (db: Kysely<Tables>): Store['summary'] => async id => {
  const row = await db.selectFrom('runs').select(summaryColumns).where('id', '=', sought(id)).executeTakeFirst()
  return row === undefined ? undefined : summaryOf(row)
}

/** Newest first is by the order of creation and not by its time: clocks are put back. */
export const listRuns = (db: Kysely<Tables>): Store['list'] => async query => {
  const before = query.before === undefined ? most : await numberOf(db, query.before)
  let runs = db.selectFrom('runs').select(summaryColumns).where('number', '<', before)
  if (query.status !== undefined) runs = runs.where('status', '=', query.status)
  const rows = await runs.orderBy('number', 'desc').limit(pageSize(query.limit)).execute()
  return rows.map(summaryOf)
}

const numberOf = async (db: Kysely<Tables>, id: string): Promise<number> => {
  const run = await db.selectFrom('runs').select('number').where('id', '=', sought(id)).executeTakeFirst()
  if (run === undefined) throw noSuchRun(id)
  return run.number
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
