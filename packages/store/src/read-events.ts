import type { Happening, RunEvent } from '@coldopen/core'
import { sql, type Kysely } from 'kysely'
import { deltasOf } from './delta-words.ts'
import { eventOf } from './event-rows.ts'
import { most, pageSize } from './listing.ts'
import { sought } from './run-id.ts'
import type { Store } from './store.ts'
import type { Tables } from './tables.ts'

/** A row of deltas has more events than this, nearly always. */
const eventsARow = 8

/**
 * Events and rows of deltas of one moment, since it is one statement: events above a number, and every row that has some of
 * those up to where the `rowsBegun`th row from there begins.
 */
const rowsAfter = (db: Kysely<Tables>, id: string, wanted: { readonly after: number; readonly limit: number; readonly rowsBegun: number }) => {
  const { after, limit, rowsBegun } = wanted
  const run = db.selectFrom('runs').select('runs.number').where('runs.id', '=', sought(id))
  const lastBegun = db.selectFrom('deltas as later').select('later.seq').where('later.run', '=', run).where('later.seq', '>', after).orderBy('later.seq').limit(1).offset(rowsBegun - 1)
  const events = db
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
    .where('run', '=', run)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
  return db
    .selectFrom(events.as('others'))
    .select(eb => ['seq', eb.ref('type').$castTo<Happening['type'] | null>().as('type'), 'part', 'attempt', 'payload', 'output'])
    .unionAll(
      db
        .selectFrom('deltas')
        .select(['seq', sql<null>`null`.as('type'), 'part', 'attempt', 'words as payload', sql<null>`null`.as('output')])
        .where('run', '=', run)
        .where('last_seq', '>', after)
        .where('seq', '<=', eb => eb.fn.coalesce(lastBegun, eb.lit(most))),
    )
    .execute()
}

type Found = {
  readonly events: RunEvent[]
  /** The number up to which these are all; undefined when they are all there is. */
  readonly upTo: number | undefined
}

const readOnce = async (db: Kysely<Tables>, id: string, wanted: { readonly after: number; readonly limit: number }): Promise<Found> => {
  const { after, limit } = wanted
  const rowsBegun = Math.ceil(limit / eventsARow)
  const others: RunEvent[] = []
  const deltas: RunEvent[] = []
  const begun: number[] = []
  for (const { type, part, attempt, ...row } of await rowsAfter(db, id, { after, limit, rowsBegun })) {
    if (type !== null) others.push(eventOf(id, { ...row, type, part, attempt }))
    if (type !== null || part === null || attempt === null) continue
    if (row.seq > after) begun.push(row.seq)
    deltas.push(...deltasOf(id, { seq: row.seq, part, attempt, words: row.payload }))
  }
  const ends = [...(others.length === limit ? others.slice(-1).map(event => event.seq) : []), ...(begun.length === rowsBegun ? [Math.max(...begun)] : [])]
  const upTo = ends.length === 0 ? undefined : Math.min(...ends)
  const events = [...others, ...deltas].filter(event => event.seq > after && event.seq <= (upTo ?? most)).toSorted((one, other) => one.seq - other.seq)
  return { events: events.slice(0, limit), upTo }
}

export const readEvents = (db: Kysely<Tables>): Store['events'] => async (id, after, limit) => {
  const wanted = pageSize(limit)
  const events: RunEvent[] = []
  let from: number | undefined = Math.min(after, most)
  while (from !== undefined && events.length < wanted) {
    const found: Found = await readOnce(db, id, { after: from, limit: wanted - events.length })
    events.push(...found.events)
    from = found.upTo
  }
  return events
}
