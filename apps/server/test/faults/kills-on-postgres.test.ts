import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { howOften, reportFault } from '@coldopen/core/testing'
import { startPostgres } from '@coldopen/store/testing'
import { expect, test } from 'vitest'
import { shortenLease } from './database-crew.ts'
import { killServers } from './kill-servers.ts'
import { serverProcess } from './server-process.ts'

const kills = Number(process.env['COLDOPEN_KILLS'] ?? howOften(5, 300))
/** Seconds after which the runs of a dead server are taken up by the next one. */
const leaseSeconds = 5

const postgres = await startPostgres('fast')

test.skipIf(postgres === undefined)(`${kills} kills at random moments, the runs in PostgreSQL: no finished segment is paid for twice, and every run completes [R1 R3]`, { timeout: 60_000 + kills * (2 * leaseSeconds * 1000 + 6000) }, async () => {
  if (!postgres) return
  await using _ = postgres
  const databaseUrl = await postgres.newDatabase()
  await prepare(databaseUrl)
  const { runs, consents, cutBeforeAnswer } = await killServers({ kills, keeping: false, databaseUrl, busyMs: leaseSeconds * 1000 + 3000 })
  expect(runs).toBeGreaterThan(0)
  const figure = `0 paid for again, 0 lost, ${runs} of ${runs} runs complete; ${cutBeforeAnswer} cut before their answer began, ${consents} consents`
  reportFault({ row: 'R1', did: 'kill -9 of a server whose runs are in PostgreSQL, in order and four at once', times: kills, figure, target: '0 paid for again, 0 lost, no run stuck' })
})

/** Has a server make all that it needs in a database. */
const prepare = async (databaseUrl: string): Promise<void> => {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'coldopen-kills-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const server = stack.use(serverProcess(folder, { COLDOPEN_DATABASE_URL: databaseUrl, COLDOPEN_PROVIDER: 'sample', LOG_LEVEL: 'silent' }))
  server.begin()
  await server.listening()
  await shortenLease(databaseUrl, leaseSeconds)
}
