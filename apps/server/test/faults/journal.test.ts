import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { briefSchema, capabilityOf, resolveBrief } from '@coldopen/core'
import { reportFault } from '@coldopen/core/testing'
import { openSqliteStore } from '@coldopen/store'
import { expect, test } from 'vitest'
import { quickClock, segmentsOf, studioOn, untilEnd } from './studio-on.ts'

const sets = 60
/** Real milliseconds are so many of the run's, whose models write 100 tokens a second each. */
const haste = 8

test(`a script whose ${sets} sets are written at once takes at most 20 commits of text a second, and a journal of at most twice its text (P5)`, { timeout: 180_000 }, async () => {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'coldopen-journal-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'coldopen.sqlite')
  const store = await openSqliteStore({ file })
  stack.defer(() => store.close())
  const clock = quickClock(haste)
  let commits = 0
  const counting = { ...store, commit: (...given: Parameters<typeof store.commit>) => (commits += given[2].run ? 0 : 1, store.commit(...given)) }
  const studio = stack.use(studioOn(counting, clock))
  const capability = capabilityOf('sample', 'sample')
  const brief = resolveBrief(briefSchema.parse({ format: 'movie', idea: 'A door in the sea', segments: 10 * sets, perSet: 10 }), capability)
  const options = { model: { provider: 'sample', model: 'sample' }, capability, concurrency: sets, retries: 0, resend: false, speed: 100 * haste } as const

  const began = clock.monotonic()
  const run = await studio.start({ id: randomUUID(), start: { brief, options } })
  const over = new AbortController()
  let largest = 0
  const measuring = (async () => {
    for (; !over.signal.aborted; await sleep(20)) largest = Math.max(largest, (await stat(file)).size)
  })()
  await untilEnd(studio, run)
  over.abort()
  await measuring
  const seconds = (clock.monotonic() - began) / 1000
  const segments = segmentsOf(await store.load(run))
  expect(segments).toHaveLength(10 * sets)
  const text = segments.reduce((sum, segment) => sum + Buffer.byteLength([segment.title, segment.setting, segment.action, segment.narration ?? '', ...(segment.dialogue ?? []).flatMap(line => [line.line, line.delivery])].join('')), 0)
  const figure = `${(largest / text).toFixed(2)} times the text at its largest, ${(commits / seconds).toFixed(1)} delta commits a second`
  console.log(figure, { text, largest, commits, seconds })
  reportFault({ row: 'P5', did: `${sets} sets written at once, 100 tokens a second each`, times: 1, figure, target: '2 times the text, 20 delta commits a second' })
  expect(commits / seconds).toBeLessThanOrEqual(20)
  expect(largest / text).toBeLessThanOrEqual(2)
})
