import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openSqliteStore } from '../../src/index.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { startChild, type Child } from './child.ts'
import { createNumberedRun, expectedAfter } from './numbered-commits.ts'

const kills = Number(process.env['COLDOPEN_KILLS'] ?? 20)

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

test(`${kills} kills at random moments lose nothing that was acknowledged, and leave no commit by half`, { timeout: 60_000 + kills * 2000 }, async () => {
  await using folder = await temporaryFolder()
  await using children = new AsyncDisposableStack()
  const file = join(folder.path, 'runs.sqlite')
  const first = await openSqliteStore({ file })
  await createNumberedRun(first)
  await first.close()

  const start = () => children.use(startChild('committing-child.ts', [file], { cache: folder.path }))
  let lost = 0
  let stored = 0
  let next = start()
  for (let kill = 0; kill < kills; kill++) {
    const child = next
    next = start()
    const acknowledged = await killed(child, kill)
    const store = await openSqliteStore({ file })
    const number = (await store.load('run'))?.parts[1]?.attempt ?? 0
    lost += Math.max(0, acknowledged - number, stored - number)
    stored = number
    expect((await store.summary('run'))?.lastSeq).toBe(3 * number)
    expect(await store.events('run', 0, 1_000_000)).toStrictEqual(expectedAfter(number, 40))
    await store.close()
  }
  const database = new DatabaseSync(file)
  expect(database.prepare('pragma integrity_check').get()).toMatchObject({ integrity_check: 'ok' })
  database.close()
  console.log(`${kills} kills, ${stored} commits, ${lost} acknowledged commits lost`)
  expect(lost).toBe(0)
  expect(stored).toBeGreaterThan(0)
})
