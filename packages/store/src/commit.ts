import { ColdopenError, type Happening, type RunEvent } from '@coldopen/core'
import type { Kysely, Transaction } from 'kysely'
import { createDeltaRows } from './delta-rows.ts'
import { isDelta } from './delta-words.ts'
import { eventRow, isPassing, partOfEvent } from './event-rows.ts'
import { insertingDeltas, insertingEvents } from './insert-rows.ts'
import { saveParts } from './part-rows.ts'
import { noSuchRun } from './refusals.ts'
import { sought } from './run-id.ts'
import { runColumns } from './run-row.ts'
import type { Change, Store } from './store.ts'
import type { Tables } from './tables.ts'

/** The fence, the numbers and the run's own columns are one statement, the first: who passes it holds the run's row. */
export const createCommit = (db: Kysely<Tables>): Store['commit'] => {
  const insertEvents = insertingEvents(db)
  const insertDeltas = insertingDeltas(db)
  const deltaRows = createDeltaRows()
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
        .where('id', '=', sought(id))
        .where('epoch', '=', epoch)
        .$if(change.after !== undefined, query => query.where('last_seq', '=', change.after ?? 0))
        .returning(['number', 'last_seq'])
        .executeTakeFirst()
      if (run === undefined) return storedBefore(trx, { id, epoch, change })
      if (change.taken !== undefined && change.taken.length > 0) {
        await trx.deleteFrom('inputs').where('run', '=', run.number).where('id', 'in', [...change.taken]).execute()
      }
      const after = run.last_seq - happenings.length
      const events = numbered(id, happenings, after)
      const replaced = lastReplacements(events)
      const closed = new Set(replaced.keys())
      // What is removed makes room for the output that is stored in its place.
      await clear(trx, run.number, closed)
      await storeParts(trx, { run: run.number, now }, change)
      const beside = {
        bible: change.run?.bible !== undefined,
        parts: new Set(change.parts?.map(part => part.number)),
      }
      const kept = events.filter(event => !isPassing(event) || event.seq >= (replaced.get(partOfEvent(event)) ?? 0))
      await insertDeltas(trx, deltaRows({ run: run.number, after, upTo: run.last_seq, deltas: kept.filter(isDelta), closed }))
      await insertEvents(trx, kept.filter(event => !isDelta(event)).map(event => eventRow(run.number, event, beside)))
      return events
    })
}

const numbered = (run: string, happenings: readonly Happening[], after: number): RunEvent[] => {
  return happenings.map((happening, index): RunEvent => ({ ...happening, run, seq: after + 1 + index }))
}

/** What a change that does not fit its run is answered: its events, when it is the one that was stored last; else it is refused. */
const storedBefore = async (trx: Transaction<Tables>, given: { id: string; epoch: number; change: Change }): Promise<RunEvent[]> => {
  const { id, epoch, change } = given
  const { after, events = [] } = change
  const run = await trx.selectFrom('runs').select(['epoch', 'last_seq']).where('id', '=', sought(id)).executeTakeFirst()
  if (run === undefined) throw noSuchRun(id)
  const isStored = run.epoch === epoch && after !== undefined && events.length > 0 && run.last_seq === after + events.length
  if (isStored) return numbered(id, events, after)
  throw new ColdopenError('conflict', `The run ${id} has been taken over: what was written here in the meantime is not stored.`)
}

const storeParts = async (trx: Transaction<Tables>, at: { readonly run: number; readonly now: Date }, change: Change): Promise<void> => {
  if (change.parts === undefined || change.parts.length === 0) return
  const growth = await saveParts(trx, at, change.parts)
  if (growth.parts === 0 && growth.done === 0) return
  await trx
    .updateTable('runs')
    .set(eb => ({ parts: eb('parts', '+', growth.parts), parts_done: eb('parts_done', '+', growth.done) }))
    .where('number', '=', at.run)
    .execute()
}

/** Removes the stored events that newer ones take the place of. The inner query is answered by an index alone. */
const clear = async (trx: Transaction<Tables>, run: number, parts: ReadonlySet<number | null>): Promise<void> => {
  for (const part of parts) {
    if (part !== null) await trx.deleteFrom('deltas').where('run', '=', run).where('part', '=', part).execute()
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

/** The number of the last event that takes the place of passing ones before it, for each part; null is the whole run. */
const lastReplacements = (events: readonly RunEvent[]): Map<number | null, number> =>
  new Map(events.filter(event => replacing.has(event.type)).map(event => [partOfEvent(event), event.seq]))

const replacing: ReadonlySet<RunEvent['type']> = new Set(['part-end', 'plan-end', 'progress'])
