import { ColdopenError, type RunEvent } from '@coldopen/core'
import type { Kysely, Transaction } from 'kysely'
import { createEventInsert, deltaTypes, eventRow } from './event-rows.ts'
import { saveParts } from './part-rows.ts'
import { noSuchRun } from './refusals.ts'
import { runColumns } from './run-row.ts'
import type { Change, Store } from './store.ts'
import type { Tables } from './tables.ts'

/** The fence, the numbers and the run's own columns are one statement, the first: who passes it holds the run's row. */
export const createCommit = (db: Kysely<Tables>): Store['commit'] => {
  const insertEvents = createEventInsert(db)
  return (id, epoch, change, now) =>
    db.transaction().execute(async (trx) => {
      const happenings = change.events ?? []
      const run = await trx
        .updateTable('runs')
        .set((eb) => ({
          last_seq: eb('last_seq', '+', happenings.length),
          updated_at: now.toISOString(),
          ...(change.run === undefined ? {} : runColumns(change.run)),
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
        parts: new Set(change.parts?.map((part) => part.number)),
      }
      await insertEvents(trx, kept(events).map((event) => eventRow(run.number, event, beside)))
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
    .set((eb) => ({ parts: eb('parts', '+', growth.parts), parts_done: eb('parts_done', '+', growth.done) }))
    .where('number', '=', run)
    .execute()
}

/** Removes the stored events that these take the place of. */
const clear = async (trx: Transaction<Tables>, run: number, events: readonly RunEvent[]): Promise<void> => {
  for (const part of lastEnds(events).keys()) {
    await trx
      .deleteFrom('events')
      .where('run', '=', run)
      .where('part', '=', part)
      .where('type', 'in', deltaTypes)
      .execute()
  }
  if (!events.some((event) => event.type === 'progress')) return
  await trx.deleteFrom('events').where('run', '=', run).where('part', 'is', null).where('type', '=', 'progress').execute()
}

/** Of the events of one commit, those that no later one of the same commit takes the place of. */
const kept = (events: readonly RunEvent[]): RunEvent[] => {
  const ends = lastEnds(events)
  const progress = events.findLast((event) => event.type === 'progress')
  return events.filter((event) => {
    if (event.type === 'progress') return event === progress
    return !isDelta(event) || event.seq > (ends.get(event.part) ?? 0)
  })
}

const lastEnds = (events: readonly RunEvent[]): Map<number, number> =>
  new Map(events.flatMap((event) => (event.type === 'part-end' || event.type === 'plan-end' ? [[event.part, event.seq]] : [])))

type Delta = Extract<RunEvent, { type: (typeof deltaTypes)[number] }>

const isDelta = (event: RunEvent): event is Delta => deltaTypes.some((type) => type === event.type)
