import { ColdopenError, type RunEvent } from '@coldopen/core'
import type { Kysely, Transaction } from 'kysely'
import { createEventInsert, eventRow, isPassing, partOfEvent } from './event-rows.ts'
import { saveParts } from './part-rows.ts'
import { noSuchRun } from './refusals.ts'
import { runColumns } from './run-row.ts'
import type { Change, Store } from './store.ts'
import type { Tables } from './tables.ts'

/** The fence, the numbers and the run's own columns are one statement, the first: who passes it holds the run's row. */
export const createCommit = (db: Kysely<Tables>): Store['commit'] => {
  const insertEvents = createEventInsert(db)
  return (id, epoch, change, now) =>
    db.transaction().execute(async trx => {
      const happenings = change.events ?? []
      const run = await trx
        .updateTable('runs')
        .set(eb => ({
          last_seq: eb('last_seq', '+', happenings.length),
          updated_at: now.toISOString(),
          ...(change.run === undefined ? {} : runColumns(change.run)),
          ...(change.totals === undefined ? {} : { totals: JSON.stringify(change.totals) }),
        }))
        .where('id', '=', id)
        .where('epoch', '=', epoch)
        .returning(['number', 'last_seq'])
        .executeTakeFirst()
      if (run === undefined) throw await refusal(trx, id)
      await storeParts(trx, run.number, change)
      const first = run.last_seq - happenings.length + 1
      const events = happenings.map((happening, index): RunEvent => ({ ...happening, run: id, seq: first + index }))
      await clear(trx, run.number, events)
      const beside = {
        bible: change.run?.bible !== undefined,
        parts: new Set(change.parts?.map(part => part.number)),
      }
      await insertEvents(trx, kept(events).map(event => eventRow(run.number, event, beside)))
      return events
    })
}

const refusal = async (trx: Transaction<Tables>, id: string): Promise<ColdopenError> => {
  const run = await trx.selectFrom('runs').select('id').where('id', '=', id).executeTakeFirst()
  return run === undefined
    ? noSuchRun(id)
    : new ColdopenError('conflict', `The run ${id} has been taken over: what was written here in the meantime is not stored.`)
}

const storeParts = async (trx: Transaction<Tables>, run: number, change: Change): Promise<void> => {
  if (change.parts === undefined || change.parts.length === 0) return
  const growth = await saveParts(trx, run, change.parts)
  if (growth.parts === 0 && growth.done === 0) return
  await trx
    .updateTable('runs')
    .set(eb => ({ parts: eb('parts', '+', growth.parts), parts_done: eb('parts_done', '+', growth.done) }))
    .where('number', '=', run)
    .execute()
}

/** Removes the stored events that these take the place of. The inner query is answered by an index alone. */
const clear = async (trx: Transaction<Tables>, run: number, events: readonly RunEvent[]): Promise<void> => {
  for (const part of lastReplacements(events).keys()) {
    await trx
      .deleteFrom('events')
      .where('run', '=', run)
      .where('seq', 'in', eb =>
        eb
          .selectFrom('events as passing')
          .select('passing.seq')
          .where('passing.run', '=', run)
          .where('passing.passing', '=', 1)
          .where('passing.part', part === null ? 'is' : '=', part),
      )
      .execute()
  }
}

/** Of the events of one commit, those that no later one of the same commit takes the place of. */
const kept = (events: readonly RunEvent[]): RunEvent[] => {
  const replaced = lastReplacements(events)
  return events.filter(event => !isPassing(event) || event.seq >= (replaced.get(partOfEvent(event)) ?? 0))
}

/** The number of the last event that takes the place of passing ones before it, for each part; null is the whole run. */
const lastReplacements = (events: readonly RunEvent[]): Map<number | null, number> =>
  new Map(events.filter(event => replacing.has(event.type)).map(event => [partOfEvent(event), event.seq]))

const replacing: ReadonlySet<RunEvent['type']> = new Set(['part-end', 'plan-end', 'progress'])
