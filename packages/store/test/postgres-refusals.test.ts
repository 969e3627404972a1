import { Client } from 'pg'
import { expect, test } from 'vitest'
import { openPostgresStore, parseStoreAddress } from '../src/index.ts'
import { databaseError } from '../src/postgres/database-error.ts'
import { codeOf } from './conformance/fixture.ts'
import { sharedPostgres } from './postgres/start-postgres.ts'
import { newState } from './sample-run.ts'

const refusalOf = (url: string): Promise<unknown> => openPostgresStore({ url }).then(() => 'opened', (error: unknown) => error)

test('a database that does not answer is named by host and port, and never by the password', async () => {
  const refused = await refusalOf('postgres://writer:canary-password@127.0.0.1:1/scripts')
  expect(refused).toMatchObject({
    code: 'storage',
    message: 'The database scripts at 127.0.0.1:1 does not answer: check that PostgreSQL runs there and that the address is right.',
  })
  expect(await refusalOf('postgres://writer:canary-password@no-such-host.invalid/scripts')).toMatchObject({
    code: 'storage',
    message: expect.stringContaining('no-such-host.invalid:5432'),
  })
})

test('an address is read as a file or a database, and nothing else is taken for one or repeated', async () => {
  expect(parseStoreAddress('sqlite:/data/runs.sqlite')).toStrictEqual({ kind: 'sqlite', file: '/data/runs.sqlite' })
  expect(parseStoreAddress('sqlite:///data/runs.sqlite')).toStrictEqual({ kind: 'sqlite', file: '/data/runs.sqlite' })
  expect(parseStoreAddress('sqlite::memory:')).toStrictEqual({ kind: 'sqlite', file: ':memory:' })
  expect(parseStoreAddress('postgresql://a@b/c')).toMatchObject({ kind: 'postgres' })
  for (const odd of ['', 'sqlite:', 'mysql://writer:canary@b/c', 'canary']) {
    expect(() => parseStoreAddress(odd)).toThrow(expect.objectContaining({ code: 'invalid-input', message: expect.not.stringContaining('canary') }))
  }
  expect(await refusalOf('postgres://writer:canary@[/c')).toMatchObject({ code: 'invalid-input', message: expect.not.stringContaining('canary') })
})

test('a mistake in a program is not taken for the database’s', () => {
  expect(databaseError(new TypeError('x is not a function'), 'The database')).toBeUndefined()
  expect(databaseError('thrown', 'The database')).toBeUndefined()
})

const postgres = await sharedPostgres()
const onPostgres = test.skipIf(postgres === undefined)

onPostgres('a wrong password and a database that is not there are told apart, without the password', async () => {
  const url = (await postgres?.newDatabase()) ?? ''
  expect(await refusalOf(url.replace(':password@', ':canary@'))).toMatchObject({ code: 'storage', message: expect.stringMatching(/does not let this user in: check user and password in the address\.$/) })
  expect(await refusalOf(`${url}_not`)).toMatchObject({ code: 'storage', message: expect.stringMatching(/_not at 127\.0\.0\.1:\d+ does not exist: create it, or choose another\.$/) })
})

onPostgres('several that open an empty database at once make its tables once', async () => {
  const url = (await postgres?.newDatabase()) ?? ''
  const stores = await Promise.all([1, 2, 3, 4, 5].map(() => openPostgresStore({ url, connections: 2 })))
  await stores[0]?.create('one', newState('x'), new Date(0))
  expect(await stores[4]?.unfinished()).toStrictEqual(['one'])
  for (const store of stores) await store.close()
})

onPostgres('a database that ends in the middle of things is told of in a sentence, and is used again when it is back', async () => {
  if (postgres === undefined) return
  const store = await openPostgresStore({ url: await postgres.newDatabase() })
  await store.create('one', newState('x'), new Date(0))
  await postgres.stop()
  try {
    expect(await codeOf(store.load('one'))).toBe('storage')
    await expect(store.create('two', newState('x'), new Date(0))).rejects.toThrow(/^The database test_\d+_\d+ at 127\.0\.0\.1:\d+ (does not answer|cannot be reached)/)
  } finally {
    await postgres.start()
  }
  expect(await store.load('one')).toBeDefined()
  await store.close()
})

onPostgres('a hundred who come while every connection is in use wait for their turn, and none is refused', async () => {
  if (postgres === undefined) return
  const url = await postgres.newDatabase()
  const store = await openPostgresStore({ url, connections: 2 })
  const other = new Client({ connectionString: url })
  await other.connect()
  await other.query('begin')
  await other.query('lock table runs in access exclusive mode')
  const created = Promise.all(Array.from({ length: 100 }, (_, n) => store.create(`run-${n}`, newState('x'), new Date(0))))
  const waiting = async (): Promise<unknown> => (await other.query('select count(*)::int as count from pg_locks where not granted')).rows[0]
  await expect.poll(waiting, { timeout: 20_000 }).toEqual({ count: 2 })
  await other.query('commit')
  await other.end()
  await created
  expect(await store.unfinished()).toHaveLength(100)
  await store.close()
})
