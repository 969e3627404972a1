import type { Kysely } from 'kysely'
import { eventOf } from './event-rows.ts'
import { most, pageSize } from './listing.ts'
import { sought } from './run-id.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

export const readEvents = (db: Kysely<Tables>): Store['events'] => async (id, after, limit) => {
  const rows = await db
    .selectFrom('events')
    .select(eb => [
      'seq',
      'type',
      'part',
      'attempt',
      'payload',
      eb
        .case()
        .when('type', '=', 'part-end')
        .then(
          eb.selectFrom('parts').select('parts.output').whereRef('parts.run', '=', 'events.run').whereRef('parts.number', '=', 'events.part'),
        )
        .when('type', '=', 'plan-end')
        .then(eb.selectFrom('runs').select('runs.bible').whereRef('runs.number', '=', 'events.run'))
        .end()
        .as('output'),
    ])
    .where('run', '=', eb => eb.selectFrom('runs').select('runs.number').where('runs.id', '=', sought(id)))
    .where('seq', '>', Math.min(after, most))
    .orderBy('seq')
    .limit(pageSize(limit))
    .execute()
  return rows.map(row => eventOf(id, row))
}
