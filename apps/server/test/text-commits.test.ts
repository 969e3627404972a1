import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { briefSchema, capabilityOf, resolveBrief } from '@coldopen/core'
import { openSqliteStore } from '@coldopen/store'
import { expect, test } from 'vitest'
import { systemClock, type Clock } from '../src/studio/clock.ts'
import { studioOn, untilEnd } from './faults/studio-on.ts'

test('text is stored at once where none was for a while, and then 50 ms after the last of it', { timeout: 60_000 }, async () => {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'coldopen-commits-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const store = await openSqliteStore({ file: join(folder, 'coldopen.sqlite') })
  stack.defer(() => store.close())
  let stored = -Infinity
  let commits = 0
  const timed: typeof store = {
    ...store,
    async commit(...given) {
      const events = await store.commit(...given)
      if (given[2].run) return events
      stored = systemClock.monotonic()
      commits++
      return events
    },
  }
  /** How long each commit of text is waited for, and how long after the last one it is due, in milliseconds. */
  const waits: number[] = []
  const pauses: number[] = []
  const clock: Clock = {
    ...systemClock,
    after(ms, then) {
      if (ms <= 50) {
        waits.push(ms)
        pauses.push(systemClock.monotonic() + ms - stored)
      }
      return systemClock.after(ms, then)
    },
  }
  const studio = stack.use(studioOn(timed, clock))
  const capability = capabilityOf('sample', 'sample')
  const brief = resolveBrief(briefSchema.parse({ format: 'movie', idea: 'A door in the sea', segments: 2, perSet: 2 }), capability)
  const options = { model: { provider: 'sample', model: 'sample' }, capability, concurrency: 1, retries: 0, resend: false, speed: 600 } as const
  await untilEnd(studio, await studio.start({ id: randomUUID(), start: { brief, options } }))

  expect(commits).toBeGreaterThan(10)
  expect(waits[0]).toBe(0)
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(50)
})
