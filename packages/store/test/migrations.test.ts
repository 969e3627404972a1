import { describe, expect, test } from 'vitest'
import { migrations, type Migration } from '../src/migrations.ts'
import { databases, type TestDatabase } from './databases.ts'
import { delta, newState, part, partEnd, segment } from './sample-run.ts'

const now = new Date('2026-11-20T09:00:00.000Z')

const addColumn: Migration = {
  name: 'a note',
  up: async schema => schema.alterTable('runs').addColumn('note', 'text').execute(),
}
const fails: Migration = {
  name: 'fails half-way',
  up: async schema => {
    await schema.alterTable('runs').addColumn('half', 'text').execute()
    await schema.alterTable('nothing').addColumn('half', 'text').execute()
  },
}
const newest = migrations.length

const versions = async (database: TestDatabase): Promise<number> => (await database.rows('select version from migrations')).length

/** Opens an empty store, and leaves what a run needs in it. */
const withOneRun = async (database: TestDatabase): Promise<void> => {
  const store = await database.open()
  await store.create('one', newState('x'), now)
  await store.commit('one', 0, { parts: [part(1)], events: [delta(1, 'kept')] }, now)
  await store.close()
}

describe.each(databases)('$kind', ({ create }) => {
  test('that is older is brought up to date, once, and keeps its runs', async () => {
    await using database = await create()
    await withOneRun(database)
    for (let times = 0; times < 2; times++) await database.leftBy([...migrations, addColumn])
    expect(await database.rows('select id, note from runs')).toMatchObject([{ id: 'one', note: null }])
    expect(await database.rows(`select version, name from migrations where version > ${newest}`)).toMatchObject([{ version: newest + 1, name: 'a note' }])
  })

  test('of the first version is brought up to date and serves its runs', async () => {
    await using database = await create()
    await database.leftBy(migrations.slice(0, 1))
    await database.rows(
      "insert into runs (id, epoch, last_seq, parts_done, parts, planned, status, format, title, usage, brief, options, created_at, updated_at) " +
        "values ('old', 1, 1, 3, 4, 0, 'completed', 'movie', '\"x\"', '{}', '{}', '{}', '', '')",
    )
    await database.rows(`insert into events (run, seq, type, passing, payload) select number, 1, 'run-start', 0, '{"sample":true}' from runs`)
    await withOneRun(database)
    const store = await database.open()
    expect([await store.ownerOf('old'), await store.list({ limit: 2 })]).toMatchObject([null, [{ id: 'one' }, { id: 'old', partsDone: 3 }]])
    expect(await store.events('old', 0, 10)).toStrictEqual([{ run: 'old', seq: 1, type: 'run-start', sample: true }])
    expect(await store.users.list()).toStrictEqual([])
    await store.close()
    expect(await versions(database)).toBe(newest)
  })

  test('of a version that had a row for every event goes on with a part that was under way, and keeps no event of it twice', async () => {
    await using database = await create()
    await database.leftBy(migrations.slice(0, 4))
    await database.rows(
      "insert into runs (id, epoch, last_seq, parts_done, parts, planned, status, format, title, usage, brief, options, created_at, updated_at) " +
        "values ('old', 0, 3, 0, 1, 0, 'processing', 'movie', '\"x\"', '{}', '{}', '{}', '', '')",
    )
    for (const [seq, text] of [[2, 'The har'], [3, 'bour']]) {
      await database.rows(`insert into events (run, seq, type, part, attempt, passing, payload) select number, ${seq}, 'segment-delta', 1, 1, 1, '{"segment":1,"path":["dialogue",0,"line"],"text":"${text}"}' from runs`)
    }
    const store = await database.open()
    await store.commit('old', 0, { events: [delta(1, ' sleeps'), delta(1, '.')] }, now)
    const texts = ['The har', 'bour', ' sleeps', '.']
    expect(await store.events('old', 0, 10)).toStrictEqual(texts.map((text, at) => ({ ...delta(1, text), run: 'old', seq: at + 2 })))
    expect((await store.events('old', 3, 1)).map(event => event.seq)).toStrictEqual([4])
    await store.commit('old', 0, { parts: [part(1, { status: 'done', output: { segments: [segment(1)] } })], events: [partEnd(1, [segment(1)])] }, now)
    expect(await store.events('old', 0, 10)).toStrictEqual([{ ...partEnd(1, [segment(1)]), run: 'old', seq: 6 }])
    await store.close()
    expect(await database.rows('select * from deltas')).toStrictEqual([])
    expect(await versions(database)).toBe(newest)
  })

  test('of a version that kept searched titles as JSON, or none, finds runs by them', async () => {
    await using database = await create()
    await database.leftBy(migrations.slice(0, 5))
    await database.rows(
      "insert into runs (id, epoch, last_seq, parts_done, parts, planned, status, format, title, title_folded, usage, brief, options, created_at, updated_at) " +
        `values ('old', 0, 0, 0, 1, 0, 'completed', 'movie', '"\\tÉtude"', '"\\tétude"', '{}', '{}', '{}', '', ''), ('older', 0, 0, 0, 1, 0, 'completed', 'movie', '"ÉTAGE"', null, '{}', '{}', '{}', '', '')`,
    )
    const store = await database.open()
    const found = async (text: string) => (await store.list({ text, limit: 3 })).map(run => run.id)
    expect([await found('é'), await found('étu'), await found('t\u00e9'), await found('"')]).toStrictEqual([['older', 'old'], ['old'], [], []])
    await store.close()
  })

  test('whose step fails stays as it was', async () => {
    await using database = await create()
    await withOneRun(database)
    await expect(database.leftBy([...migrations, addColumn, fails])).rejects.toThrow('nothing')
    expect(await versions(database)).toBe(newest)
    expect(Object.keys((await database.rows('select * from runs'))[0] ?? {})).not.toContain('note')
    await (await database.open()).close()
  })

  test('of a newer version is refused in a sentence, and left as it is', async () => {
    await using database = await create()
    await database.leftBy([...migrations, addColumn])
    const refused = database.open()
    await expect(refused).rejects.toMatchObject({ code: 'storage' })
    await expect(refused).rejects.toThrow(
      new RegExp(`was written by a newer Coldopen \\(its format is ${newest + 1}, this one knows formats up to ${newest}\\): update Coldopen, or choose another (data folder|database)\\.$`),
    )
    expect(await versions(database)).toBe(newest + 1)
  })
})
