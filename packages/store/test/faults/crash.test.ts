import { reportFault, howOften } from '@coldopen/core/testing'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/index.ts'
import { databaseAt, databases, type TestDatabase } from '../databases.ts'
import { startPostgres } from '../postgres/start-postgres.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { startChild, type Child } from './child.ts'
import { createNumberedRun, expectedAfter } from './numbered-commits.ts'

const kills = Number(process.env['COLDOPEN_KILLS'] ?? howOften(20, 200))

/**
 * Lets a child commit for a while, kills it, and answers the number of the last commit it acknowledged. Every fourth is
 * killed while it opens the store or commits for the first time.
 */
const killed = async (child: Child, kill: number): Promise<number> => {
  expect(await child.next()).toBe('ready')
  child.tell('go')
  let acknowledged = kill % 4 === 0 ? 0 : Number(await child.next())
  await sleep(Math.random() * 40)
  await child.kill()
  for (let line = await child.next(); line !== undefined; line = await child.next()) acknowledged = Number(line)
  return acknowledged
}

/** The next line of a child that has no business to end. */
const said = async (child: Child): Promise<string> => {
  const line = await child.next()
  if (line === undefined) throw new Error('the child ended')
  return line
}

/** The number of the last commit that is stored, after a look at all that must be there with it. */
const storedIn = async (store: Store): Promise<number> => {
  // What a dead process had asked for may still be under way in another: who claims the run waits for it.
  await store.claim('run')
  const number = (await store.load('run'))?.parts[1]?.attempt ?? 0
  expect((await store.summary('run'))?.lastSeq).toBe(3 * number)
  expect(await store.events('run', 0, 1_000_000)).toStrictEqual(expectedAfter(number, 40))
  return number
}

const prepared = async (database: TestDatabase): Promise<void> => {
  const store = await database.open()
  await createNumberedRun(store)
  await store.close()
}

/** What is wrong with a database as its own check sees it; nothing where it has none. */
const integrity = async (database: TestDatabase): Promise<readonly unknown[]> => (database.url.startsWith('sqlite:') ? database.rows('pragma integrity_check') : [])

describe.each(databases)('$kind', ({ kind, create }) => {
  test(`${kills} kills at random moments lose nothing that was acknowledged, and leave no commit by half [R1]`, { timeout: 60_000 + kills * 2000 }, async () => {
    await using folder = await temporaryFolder()
    await using children = new AsyncDisposableStack()
    await using database = await create()
    await prepared(database)

    const start = () => children.use(startChild('committing-child.ts', [database.url], { cache: folder.path }))
    let lost = 0
    let stored = 0
    let next = start()
    for (let kill = 0; kill < kills; kill++) {
      const child = next
      next = start()
      const acknowledged = await killed(child, kill)
      const store = await database.open()
      const number = await storedIn(store)
      lost += Math.max(0, acknowledged - number, stored - number)
      stored = number
      await store.close()
    }
    for (const answer of await integrity(database)) expect(answer).toMatchObject({ integrity_check: 'ok' })
    reportFault({ row: 'R1', did: `kill -9 of a process that commits to ${kind}`, times: kills, figure: `${lost} acknowledged commits lost of ${stored}`, target: '0 lost' })
    expect(lost).toBe(0)
    expect(stored).toBeGreaterThan(0)
  })
})

const crashes = howOften(4, 100)
const postgres = await startPostgres('durable')

test.skipIf(postgres === undefined)(`${crashes} crashes of PostgreSQL lose nothing that was acknowledged, and a commit nobody knows the end of is stored once [R13]`, { timeout: 60_000 + crashes * 10_000 }, async () => {
  if (postgres === undefined) return
  await using _ = postgres
  await using folder = await temporaryFolder()
  const database = databaseAt(await postgres.newDatabase(), async () => undefined)
  await prepared(database)
  await using child = startChild('committing-child.ts', [database.url], { cache: folder.path })
  expect(await child.next()).toBe('ready')
  child.tell('go')
  let acknowledged = 0
  for (let crash = 0; crash < crashes; crash++) {
    const enough = acknowledged + 1 + Math.floor(Math.random() * 40)
    while (acknowledged < enough) acknowledged = Number(await said(child))
    const crashed = postgres.crash()
    for (let line = await said(child); !line.startsWith('storage: '); line = await said(child)) acknowledged = Number(line)
    await crashed
    child.tell('try again')
  }
  const enough = acknowledged + 10
  while (acknowledged < enough) acknowledged = Number(await said(child))
  await child.kill()
  const store = await database.open()
  const stored = await storedIn(store)
  await store.close()
  reportFault({ row: 'R13', did: 'crash of PostgreSQL under a process that commits', times: crashes, figure: `${Math.max(0, acknowledged - stored)} acknowledged commits lost of ${stored}`, target: '0 lost' })
  expect(stored).toBeGreaterThanOrEqual(acknowledged)
})
