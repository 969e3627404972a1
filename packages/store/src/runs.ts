import { ColdopenError, totalsOf } from '@coldopen/core'
import type { Kysely } from 'kysely'
import type { Backend } from './backend.ts'
import { partOf, saveParts } from './part-rows.ts'
import { noSuchRun } from './refusals.ts'
import { isRunId, sought } from './run-id.ts'
import { runColumns, stateColumns, stateOf } from './run-row.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

export const createRun = (db: Kysely<Tables>): Store['create'] => async (run, state, now) => {
  const { id, owner } = typeof run === 'string' ? { id: run, owner: null } : run
  if (!isRunId(id)) {
    throw new ColdopenError('invalid-input', 'The id of a run is 1 to 128 letters of the Latin alphabet, digits, and . _ : - in any order.')
  }
  await db.transaction().execute(async trx => {
    const row = await trx
      .insertInto('runs')
      .values({
        id,
        owner,
        epoch: 0,
        last_seq: 0,
        created_at: now.toISOString(),
        updated_at: now.toISOString(),
        parts_done: 0,
        parts: 0,
        totals: JSON.stringify(totalsOf(state)),
        ...runColumns(state),
      })
      .onConflict(conflict => conflict.column('id').doNothing())
      .returning('number')
      .executeTakeFirst()
    if (row === undefined) throw new ColdopenError('conflict', `There is a run ${id} already: choose another id.`)
    if (state.parts.length === 0) return
    const growth = await saveParts(trx, { run: row.number, now }, state.parts)
    await trx.updateTable('runs').set({ parts: growth.parts, parts_done: growth.done }).where('number', '=', row.number).execute()
  })
}

/** One transaction, so that the run and its parts are of one moment. */
export const loadRun = (db: Kysely<Tables>): Store['load'] => id =>
  db.transaction().setIsolationLevel('repeatable read').execute(async trx => {
    const run = await trx
      .selectFrom('runs')
      .select(['number', 'planned', 'bible', ...stateColumns])
      .where('id', '=', sought(id))
      .executeTakeFirst()
    if (run === undefined) return undefined
    const parts = await trx
      .selectFrom('parts')
      .select(['number', 'status', 'state', 'output'])
      .where('run', '=', run.number)
      .orderBy('number')
      .execute()
    return stateOf({ ...run, bible: run.planned === 1 ? run.bible : null }, parts.map(partOf))
  })

export const partsDoneAt = (db: Kysely<Tables>): Store['partsDoneAt'] => async id => {
  const rows = await db
    .selectFrom('runs')
    .innerJoin('parts', 'parts.run', 'runs.number')
    .select(['parts.number', 'parts.done_at'])
    .where('runs.id', '=', sought(id))
    .execute()
  return new Map(rows.flatMap(row => (row.done_at === null ? [] : [[row.number, row.done_at] as const])))
}

export const claimRun = (db: Kysely<Tables>): Store['claim'] => async id => {
  const run = await db
    .updateTable('runs')
    .set(eb => ({ epoch: eb('epoch', '+', 1) }))
    .where('id', '=', sought(id))
    .returning('epoch')
    .executeTakeFirst()
  if (run === undefined) throw noSuchRun(id)
  return run.epoch
}

export const removeRuns = (db: Kysely<Tables>, backend: Backend): Store['remove'] => (runs, only) =>
  db.transaction().execute(async trx => {
    for (const id of [runs].flat()) {
      const removing = trx.deleteFrom('runs').where('id', '=', sought(id)).returning('number')
      const run = await (only ? removing.where('status', 'in', [...only]) : removing).executeTakeFirst()
      if (run === undefined) throw await notRemoved(trx, id)
    }
    await backend.reclaim?.execute(trx)
  })

const notRemoved = async (db: Kysely<Tables>, id: string): Promise<ColdopenError> => {
  const run = await db.selectFrom('runs').select('status').where('id', '=', sought(id)).executeTakeFirst()
  return run === undefined ? noSuchRun(id) : new ColdopenError('conflict', `The run ${id} is ${run.status}: cancel it first, and delete it when it has ended.`)
}
