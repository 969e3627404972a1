import { modelName, usedPerUnit, type PartState, type ResolvedBrief, type RunOptions } from '@coldopen/core'
import type { Kysely } from 'kysely'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

/** How far back is looked: runs of any format, and parts of those that count. */
const newestRuns = 200
const newestParts = 500

/** The runs are found by their numbers, so that what is read does not grow with the store. */
export const readTokensPerUnit = (db: Kysely<Tables>): Store['tokensPerUnit'] => async query => {
  const runs = await db
    .selectFrom('runs')
    .select(['number', 'brief', 'options'])
    .where('number', '>', eb => eb.selectFrom('runs as newest').select(of => of(of.fn.coalesce(of.fn.max('newest.number'), of.lit(0)), '-', newestRuns).as('first')))
    .where('format', '=', query.format)
    .execute()
  const briefs = new Map<number, ResolvedBrief>()
  for (const run of runs) {
    const options: RunOptions = JSON.parse(run.options)
    if (modelName(options.model) === query.model) briefs.set(run.number, JSON.parse(run.brief))
  }
  if (briefs.size === 0) return []
  const parts = await db
    .selectFrom('parts')
    .select(['run', 'number', 'state'])
    .where('run', 'in', [...briefs.keys()])
    .where('number', '>', 0)
    .where('status', '=', 'done')
    .orderBy('run', 'desc')
    .limit(newestParts)
    .execute()
  return parts.flatMap(part => {
    const { usage }: Pick<PartState, 'usage'> = JSON.parse(part.state)
    const brief = briefs.get(part.run)
    return (brief && usedPerUnit(brief, { number: part.number, usage })) ?? []
  })
}
