import { DatabaseSync } from 'node:sqlite'
import { SqliteDialect, type SqliteDatabase } from 'kysely'
import { expect, test } from 'vitest'
import { openStore } from '../src/open-store.ts'
import { kyselyDatabase } from '../src/sqlite/kysely-database.ts'
import { sqliteBackend } from '../src/sqlite/sqlite-backend.ts'
import { bible, delta, newState, part, partEnd, partStart, planEnd, progress, segment } from './sample-run.ts'

/** A database that writes down what it is asked. */
const recording = (database: SqliteDatabase, asked: string[]): SqliteDatabase => ({
  close: () => database.close(),
  prepare: sql => {
    asked.push(sql)
    return database.prepare(sql)
  },
})

test('no query of a run reads a whole table or sorts one', async () => {
  const database = new DatabaseSync(':memory:')
  const backend = sqliteBackend(database, ':memory:')
  const asked: string[] = []
  const store = await openStore({ ...backend, dialect: new SqliteDialect({ database: recording(kyselyDatabase(database), asked) }) })
  asked.length = 0

  const now = new Date('2026-11-20T09:00:00.000Z')
  const plan = bible('Dark Water', 2)
  const run = { ...newState('x'), bible: plan }
  await store.create('one', newState('x'), now)
  await store.create('two', newState('x'), now)
  const epoch = await store.claim('one')
  await store.commit('one', epoch, { run, parts: [part(0), part(1), part(2)], events: [planEnd(plan), partStart(1), progress(1)] }, now)
  await store.commit('one', epoch, { events: Array.from({ length: 20 }, () => delta(1, 'a')) }, now)
  await store.commit('one', epoch, { parts: [part(1, { status: 'done' })], events: [partEnd(1, [segment(1)]), progress(2)] }, now)
  await store.commit('two', 7, {}, now).catch(() => undefined)
  await store.events('one', 0, 100)
  await store.load('one')
  await store.partsDoneAt('one')
  await store.summary('one')
  await store.list({ limit: 10 })
  await store.list({ limit: 10, before: 'two' })
  await store.list({ limit: 10, status: ['completed'], before: 'two' })
  await store.tokensPerUnit({ format: 'movie', model: 'sample/sample' })
  await store.create({ id: 'three', owner: 'u' }, newState('x'), now)
  await store.ownerOf('three')
  await store.list({ limit: 10, owner: 'u' })
  await store.list({ limit: 10, owner: 'u', status: ['pending'], before: 'three' })
  await store.list({ limit: 10, kind: ['script'], text: 'x', since: now, until: now, format: 'movie' })
  await store.list({ limit: 10, of: 'one' })
  await store.users.byKey('h')
  await store.users.used('u', '2026-11-20')
  await store.remove('one')

  const queries = [...new Set(asked)].filter(sql => /^(select|insert|update|delete)/.test(sql))
  const plans = queries.map(sql => ({ sql, steps: database.prepare(`explain query plan ${sql}`).all().map(step => String(step['detail'])) }))
  const costly = plans.filter(({ steps }) => steps.some(step => /^SCAN (runs|parts|events)|TEMP B-TREE/.test(step)))
  expect(queries.length).toBeGreaterThan(15)
  expect(plans.some(({ steps }) => steps.some(step => step.includes('COVERING INDEX passing_events (run=? AND passing=? AND part=?)')))).toBe(true)
  expect(costly).toStrictEqual([])
  await store.close()
})

test('a commit of deltas is one transaction of two statements, however long the run is', async () => {
  const database = new DatabaseSync(':memory:')
  const backend = sqliteBackend(database, ':memory:')
  const asked: string[] = []
  const store = await openStore({ ...backend, dialect: new SqliteDialect({ database: recording(kyselyDatabase(database), asked) }) })
  const now = new Date('2026-11-20T09:00:00.000Z')
  await store.create('one', newState('x'), now)
  const deltas = Array.from({ length: 20 }, () => delta(1, 'a'))
  for (let n = 0; n < 50; n++) {
    asked.length = 0
    await store.commit('one', 0, { events: deltas }, now)
    expect(asked.map(sql => sql.split(' ')[0])).toStrictEqual(['begin', 'update', 'insert', 'commit'])
  }
  await store.close()
})
