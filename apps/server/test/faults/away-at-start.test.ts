import { randomUUID } from 'node:crypto'
import { briefSchema, capabilityOf, createModel, newRun, resolveBrief } from '@coldopen/core'
import { openPostgresStore, openWire } from '@coldopen/store'
import { startPostgres } from '@coldopen/store/testing'
import { afterAll, expect, test } from 'vitest'
import { openJobs } from '../../src/crew/jobs.ts'
import { createSharedCrew } from '../../src/crew/shared-crew.ts'
import { createLog } from '../../src/log.ts'
import { createRelays } from '../../src/relay/relays.ts'
import { createStudio } from '../../src/studio/studio.ts'
import { quickClock } from './studio-on.ts'

const postgres = await startPostgres('fast')
afterAll(() => postgres?.[Symbol.asyncDispose]())

test.skipIf(postgres === undefined)('a database that is gone when unfinished runs are looked up keeps no server from starting, and they are taken up when it is back', { timeout: 90_000 }, async () => {
  if (!postgres) return
  await using stack = new AsyncDisposableStack()
  const url = await postgres.newDatabase()
  const store = await openPostgresStore({ url })
  stack.defer(() => store.close())
  const capability = capabilityOf('sample', 'sample')
  const brief = resolveBrief(briefSchema.parse({ format: 'movie', idea: 'A door', segments: 2 }), capability)
  await store.create('left', newRun({ brief, options: { model: { provider: 'sample', model: 'sample' }, capability, concurrency: 1, retries: 0, resend: false, speed: 1e9 } }), new Date())

  const log = createLog('silent')
  // Half a minute is a second.
  const clock = quickClock(30)
  const jobs = await openJobs(url, log)
  stack.defer(() => jobs.close())
  const crew = createSharedCrew({ jobs, openWire: parts => openWire({ url, ...parts }), id: randomUUID(), most: 10, graceMs: 0 })
  const relay = createRelays({ clock, newId: randomUUID })
  const studio = createStudio({ store, clock, log, env: {}, newId: randomUUID, relay, crew, createModel })
  stack.defer(() => studio.close())

  await postgres.stop()
  await expect(store.unfinished()).rejects.toMatchObject({ code: 'storage' })
  await studio.takeUp()
  await postgres.start()
  const status = async () => (await store.summary('left').catch(() => undefined))?.status
  await expect.poll(status, { timeout: 60_000 }).toBe('completed')
})
