import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { openSqliteStore } from '../src/index.ts'
import { openDatabase } from '../src/sqlite/open-database.ts'
import { delta, newState, part } from './sample-run.ts'
import { temporaryFolder } from './temporary-folder.ts'

const now = new Date('2026-11-20T09:00:00.000Z')
const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8)

test('what was committed is there when the file is opened again', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'runs.sqlite')
  const first = await openSqliteStore({ file })
  await first.create('one', newState('x'), now)
  const epoch = await first.claim('one')
  await first.commit('one', epoch, { parts: [part(1)], events: [delta(1, 'a')] }, now)
  const told = [await first.load('one'), await first.summary('one'), await first.events('one', 0, 10)]
  await first.close()
  const second = await openSqliteStore({ file })
  expect([await second.load('one'), await second.summary('one'), await second.events('one', 0, 10)]).toStrictEqual(told)
  expect(await second.claim('one')).toBe(epoch + 1)
  await second.close()
})

test('a closed store is one file, with nothing beside it', async () => {
  await using folder = await temporaryFolder()
  const store = await openSqliteStore({ file: join(folder.path, 'runs.sqlite') })
  await store.create('one', newState('x'), now)
  await store.close()
  expect(await readdir(folder.path)).toStrictEqual(['runs.sqlite'])
})

const onUnix = test.skipIf(process.platform === 'win32')

onUnix('files are their owner’s alone, and so is a folder that is created; one that was there is left as it was', async () => {
  await using folder = await temporaryFolder()
  await chmod(folder.path, 0o755)
  const data = join(folder.path, 'a', 'b')
  const store = await openSqliteStore({ file: join(data, 'runs.sqlite') })
  await store.create('one', newState('x'), now)
  expect(await modeOf(folder.path)).toBe('755')
  expect(await modeOf(data)).toBe('700')
  for (const name of ['runs.sqlite', 'runs.sqlite-wal', 'runs.sqlite-shm']) expect([name, await modeOf(join(data, name))]).toStrictEqual([name, '600'])
  await store.close()
  await chmod(join(data, 'runs.sqlite'), 0o644)
  await (await openSqliteStore({ file: join(data, 'runs.sqlite') })).close()
  expect(await modeOf(join(data, 'runs.sqlite'))).toBe('600')
})

test('a commit is on the disk before it is answered, and rows of no run cannot be', async () => {
  await using folder = await temporaryFolder()
  const database = openDatabase(join(folder.path, 'runs.sqlite'))
  const set = (pragma: string) => Object.values(database.prepare(`pragma ${pragma}`).get() ?? {})[0]
  expect(set('journal_mode')).toBe('wal')
  expect(set('synchronous')).toBe(2)
  expect(set('foreign_keys')).toBe(1)
  expect(set('busy_timeout')).toBe(5000)
  database.close()
})

test('the space of a removed run goes back to the disk', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'runs.sqlite')
  const store = await openSqliteStore({ file })
  await store.create('one', newState('x'), now)
  await store.commit('one', 0, { events: Array.from({ length: 500 }, () => delta(1, 'x'.repeat(4000))) }, now)
  await store.remove('one')
  await store.close()
  expect((await stat(file)).size).toBeLessThan(100_000)
})

test('a file that no step has touched yet gets all of them', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'runs.sqlite')
  await writeFile(file, '')
  const store = await openSqliteStore({ file })
  expect(await store.list({ limit: 1 })).toStrictEqual([])
  await store.close()
})

test('the database of another program is refused, and left as it is', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'places.sqlite')
  const theirs = new DatabaseSync(file)
  theirs.exec('create table bookmarks (url text); pragma user_version = 7')
  theirs.close()
  await expect(openSqliteStore({ file })).rejects.toMatchObject({ code: 'storage', message: expect.stringContaining('another program') })
  const after = new DatabaseSync(file)
  expect(after.prepare('pragma journal_mode').get()).toMatchObject({ journal_mode: 'delete' })
  expect(after.prepare('select name from sqlite_schema').all()).toHaveLength(1)
  after.close()
})

test('a file that is no database is refused in a sentence that names it', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'runs.sqlite')
  await writeFile(file, 'INT. HARBOUR – NIGHT\n'.repeat(400))
  await expect(openSqliteStore({ file })).rejects.toMatchObject({
    code: 'storage',
    message: `${file} is not a database of Coldopen, or is damaged: move it away or restore a copy of it, then start again.`,
  })
})

test('a path through a file, and a folder in place of the file, are refused in sentences that name them', async () => {
  await using folder = await temporaryFolder()
  await writeFile(join(folder.path, 'brief.md'), '')
  await mkdir(join(folder.path, 'runs.sqlite'))
  for (const file of [join(folder.path, 'brief.md', 'runs.sqlite'), join(folder.path, 'brief.md', 'deeper', 'runs.sqlite'), join(folder.path, 'runs.sqlite')]) {
    await expect(openSqliteStore({ file })).rejects.toMatchObject({ code: 'storage', message: expect.stringContaining(file) })
  }
})
