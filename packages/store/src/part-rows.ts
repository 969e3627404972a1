import type { PartState } from '@coldopen/core'
import type { Kysely, Selectable } from 'kysely'
import type { PartsTable, Tables } from './tables.ts'

/** Rows one statement takes: far below what any database allows in parameters. */
const rowsAtOnce = 50

/** How much the parts of a run grew by: parts in all and parts done, the plan not counted. */
export type PartsGrowth = { readonly parts: number; readonly done: number }

/** Stores the parts that changed, each in place of the row it had. Reads no more of the old rows than their status and when they were done. */
export const saveParts = async (db: Kysely<Tables>, at: { readonly run: number; readonly now: Date }, parts: readonly PartState[]): Promise<PartsGrowth> => {
  const { run, now } = at
  const newest = [...new Map(parts.map(part => [part.number, part])).values()]
  let growth: PartsGrowth = { parts: 0, done: 0 }
  for (let from = 0; from < newest.length; from += rowsAtOnce) {
    const some = newest.slice(from, from + rowsAtOnce)
    const before = await rowsBefore(db, run, some)
    growth = added(growth, growthFrom(before, some))
    await db
      .insertInto('parts')
      .values(some.map(part => partRow(part, { run, now, before: before.get(part.number) })))
      .onConflict(conflict =>
        conflict.columns(['run', 'number']).doUpdateSet(eb => ({
          status: eb.ref('excluded.status'),
          state: eb.ref('excluded.state'),
          output: eb.ref('excluded.output'),
          done_at: eb.ref('excluded.done_at'),
        })),
      )
      .execute()
  }
  return growth
}

type RowBefore = Pick<PartsTable, 'number' | 'status' | 'done_at'>

const rowsBefore = async (db: Kysely<Tables>, run: number, parts: readonly PartState[]): Promise<ReadonlyMap<number, RowBefore>> => {
  const rows = await db
    .selectFrom('parts')
    .select(['number', 'status', 'done_at'])
    .where('run', '=', run)
    .where('number', 'in', parts.map(part => part.number))
    .execute()
  return new Map(rows.map(row => [row.number, row]))
}

const growthFrom = (before: ReadonlyMap<number, RowBefore>, parts: readonly PartState[]): PartsGrowth => {
  const then = counted([...before.values()])
  const now = counted(parts)
  return { parts: now.parts - then.parts, done: now.done - then.done }
}

const counted = (rows: readonly Pick<PartState, 'number' | 'status'>[]): PartsGrowth => {
  const parts = rows.filter(row => row.number > 0)
  return { parts: parts.length, done: parts.filter(row => row.status === 'done').length }
}

const added = (one: PartsGrowth, other: PartsGrowth): PartsGrowth => ({
  parts: one.parts + other.parts,
  done: one.done + other.done,
})

/** A part that was done before, and is only locked or edited now, was done when it was done. */
const partRow = (part: PartState, at: { readonly run: number; readonly now: Date; readonly before: RowBefore | undefined }): PartsTable => {
  const { number, status, output, ...state } = part
  const doneAt = at.before?.status === 'done' ? at.before.done_at : at.now.toISOString()
  return { run: at.run, number, status, state: JSON.stringify(state), output: JSON.stringify(output), done_at: status === 'done' ? doneAt : null }
}

export const partOf = (row: Omit<Selectable<PartsTable>, 'run' | 'done_at'>): PartState => ({
  number: row.number,
  status: row.status,
  ...JSON.parse(row.state),
  output: JSON.parse(row.output),
})
