import type { PartState } from '@coldopen/core'
import type { Kysely, Selectable } from 'kysely'
import type { PartsTable, Tables } from './tables.ts'

/** Rows one statement takes: far below what any database allows in parameters. */
const rowsAtOnce = 50

/** How much the parts of a run grew by: parts in all and parts done, the plan not counted. */
export type PartsGrowth = { readonly parts: number; readonly done: number }

/** Stores the parts that changed, each in place of the row it had. Reads no more of the old rows than their status. */
export const saveParts = async (db: Kysely<Tables>, run: number, parts: readonly PartState[]): Promise<PartsGrowth> => {
  const rows = [...new Map(parts.map(part => [part.number, partRow(run, part)])).values()]
  let growth: PartsGrowth = { parts: 0, done: 0 }
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const some = rows.slice(from, from + rowsAtOnce)
    growth = added(growth, await growthBy(db, run, some))
    await db
      .insertInto('parts')
      .values(some)
      .onConflict(conflict =>
        conflict.columns(['run', 'number']).doUpdateSet(eb => ({
          status: eb.ref('excluded.status'),
          state: eb.ref('excluded.state'),
          output: eb.ref('excluded.output'),
        })),
      )
      .execute()
  }
  return growth
}

const growthBy = async (db: Kysely<Tables>, run: number, rows: readonly PartsTable[]): Promise<PartsGrowth> => {
  const before = await db
    .selectFrom('parts')
    .select(['number', 'status'])
    .where('run', '=', run)
    .where('number', 'in', rows.map(row => row.number))
    .execute()
  const then = counted(before)
  const now = counted(rows)
  return { parts: now.parts - then.parts, done: now.done - then.done }
}

const counted = (rows: readonly Pick<PartsTable, 'number' | 'status'>[]): PartsGrowth => {
  const parts = rows.filter(row => row.number > 0)
  return { parts: parts.length, done: parts.filter(row => row.status === 'done').length }
}

const added = (one: PartsGrowth, other: PartsGrowth): PartsGrowth => ({
  parts: one.parts + other.parts,
  done: one.done + other.done,
})

const partRow = (run: number, part: PartState): PartsTable => {
  const { number, status, output, ...state } = part
  return { run, number, status, state: JSON.stringify(state), output: JSON.stringify(output) }
}

export const partOf = (row: Omit<Selectable<PartsTable>, 'run'>): PartState => ({
  number: row.number,
  status: row.status,
  ...JSON.parse(row.state),
  output: JSON.parse(row.output),
})
