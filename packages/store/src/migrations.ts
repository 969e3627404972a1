import { sql, type Kysely, type SchemaModule } from 'kysely'
import type { Backend } from './backend.ts'
import { folded } from './folded.ts'
import type { Tables } from './tables.ts'

/** One step of the schema. Steps only ever go forward; one that has been released is never changed. */
export type Migration = {
  readonly name: string
  readonly up: (schema: SchemaModule, backend: Backend, rows: Kysely<Tables>) => Promise<void>
}

/** In order; the first is version 1. */
export const migrations: readonly Migration[] = [
  {
    name: 'runs, parts and events',
    up: async (schema, backend) => {
      await schema
        .createTable('runs')
        .addColumn('number', 'integer', backend.numbered)
        .addColumn('id', 'text', column => column.notNull().unique())
        .addColumn('epoch', 'integer', column => column.notNull())
        .addColumn('last_seq', 'integer', column => column.notNull())
        .addColumn('created_at', 'text', column => column.notNull())
        .addColumn('updated_at', 'text', column => column.notNull())
        .addColumn('status', 'text', column => column.notNull())
        .addColumn('paused', 'text')
        .addColumn('parts_done', 'integer', column => column.notNull())
        .addColumn('parts', 'integer', column => column.notNull())
        .addColumn('planned', 'integer', column => column.notNull())
        .addColumn('format', 'text', column => column.notNull())
        .addColumn('title', 'text', column => column.notNull())
        .addColumn('usage', 'text', column => column.notNull())
        .addColumn('problem', 'text')
        .addColumn('brief', 'text', column => column.notNull())
        .addColumn('options', 'text', column => column.notNull())
        .addColumn('bible', 'text')
        .execute()
      await schema.createIndex('runs_by_status').on('runs').columns(['status', 'number']).execute()
      await schema
        .createTable('parts')
        .addColumn('run', 'integer', column => column.notNull().references('runs.number').onDelete('cascade'))
        .addColumn('number', 'integer', column => column.notNull())
        .addColumn('status', 'text', column => column.notNull())
        .addColumn('state', 'text', column => column.notNull())
        .addColumn('output', 'text', column => column.notNull())
        .addPrimaryKeyConstraint('parts_key', ['run', 'number'])
        .execute()
      await schema
        .createTable('events')
        .addColumn('run', 'integer', column => column.notNull().references('runs.number').onDelete('cascade'))
        .addColumn('seq', 'integer', column => column.notNull())
        .addColumn('type', 'text', column => column.notNull())
        .addColumn('part', 'integer')
        .addColumn('attempt', 'integer')
        .addColumn('passing', 'integer', column => column.notNull())
        .addColumn('payload', 'text', column => column.notNull())
        .addPrimaryKeyConstraint('events_key', ['run', 'seq'])
        .$call(backend.clustered)
        .execute()
      await schema.createIndex('passing_events').on('events').columns(['run', 'passing', 'part']).execute()
    },
  },
  {
    name: 'users, their quotas and their runs',
    up: async schema => {
      await schema.alterTable('runs').addColumn('owner', 'text').execute()
      await schema.createIndex('runs_by_owner').on('runs').columns(['owner', 'number']).execute()
      await schema
        .createTable('users')
        .addColumn('id', 'text', column => column.primaryKey())
        .addColumn('name', 'text', column => column.notNull().unique())
        .addColumn('role', 'text', column => column.notNull())
        .addColumn('key_hash', 'text', column => column.notNull().unique())
        .addColumn('runs', 'integer')
        .addColumn('requests', 'integer')
        .addColumn('cost', 'double precision')
        .addColumn('created_at', 'text', column => column.notNull())
        .addColumn('revoked_at', 'text')
        .execute()
      await schema
        .createTable('user_days')
        .addColumn('user_id', 'text', column => column.notNull().references('users.id').onDelete('cascade'))
        .addColumn('day', 'text', column => column.notNull())
        .addColumn('requests', 'integer', column => column.notNull())
        .addColumn('cost', 'double precision', column => column.notNull())
        .addPrimaryKeyConstraint('user_days_key', ['user_id', 'day'])
        .execute()
    },
  },
  {
    name: 'inputs that wait, and what providers let in',
    up: async (schema, backend) => {
      await schema
        .createTable('inputs')
        .addColumn('id', 'integer', backend.numbered)
        .addColumn('run', 'integer', column => column.notNull().references('runs.number').onDelete('cascade'))
        .addColumn('input', 'text', column => column.notNull())
        .addColumn('refused', 'text')
        .execute()
      await schema.createIndex('inputs_by_run').on('inputs').columns(['run', 'id']).execute()
      await schema
        .createTable('allowances')
        .addColumn('endpoint', 'text', column => column.primaryKey())
        .addColumn('allowance', 'text', column => column.notNull())
        .execute()
    },
  },
  {
    name: 'what a run is there for, how far it has come, and its title to be searched',
    up: async schema => {
      await schema.alterTable('runs').addColumn('kind', 'text', column => column.notNull().defaultTo('script')).execute()
      await schema.alterTable('runs').addColumn('origin', 'text').execute()
      await schema.alterTable('runs').addColumn('totals', 'text').execute()
      await schema.alterTable('runs').addColumn('title_folded', 'text').execute()
      await schema.createIndex('runs_by_kind').on('runs').columns(['kind', 'number']).execute()
      await schema.createIndex('runs_by_origin').on('runs').columns(['origin', 'number']).execute()
    },
  },
  {
    name: 'what a part streams, in rows of many events',
    up: async schema =>
      schema
        .createTable('deltas')
        .addColumn('run', 'integer', column => column.notNull().references('runs.number').onDelete('cascade'))
        .addColumn('seq', 'integer', column => column.notNull())
        .addColumn('last_seq', 'integer', column => column.notNull())
        .addColumn('part', 'integer', column => column.notNull())
        .addColumn('attempt', 'integer', column => column.notNull())
        .addColumn('words', 'text', column => column.notNull())
        .addPrimaryKeyConstraint('deltas_key', ['run', 'seq'])
        .execute(),
  },
  {
    name: 'searched titles as plain text',
    up: async (_schema, _backend, rows) => {
      const titles = await sql<{ number: number; title: string }>`select number, title from runs`.execute(rows)
      for (const { number, title } of titles.rows) {
        await sql`update runs set title_folded = ${folded(JSON.parse(title))} where number = ${number}`.execute(rows)
      }
    },
  },
  {
    name: 'when a part was done',
    up: async schema => {
      await schema.alterTable('parts').addColumn('done_at', 'text').execute()
    },
  },
  {
    name: 'what requests have reserved of a day',
    up: async schema => {
      await schema
        .createTable('reservations')
        .addColumn('id', 'text', column => column.primaryKey())
        .addColumn('user_id', 'text', column => column.notNull().references('users.id').onDelete('cascade'))
        .addColumn('day', 'text', column => column.notNull())
        .addColumn('cost', 'double precision', column => column.notNull())
        .execute()
      await schema.createIndex('reservations_by_day').on('reservations').columns(['user_id', 'day']).execute()
    },
  },
]
