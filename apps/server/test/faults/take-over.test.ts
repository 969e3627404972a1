import { reportFault } from '@coldopen/core/testing'
import { afterAll, expect, test } from 'vitest'
import { startCrew } from './database-crew.ts'

const crew = await startCrew({ servers: 1, fake: { behaviour: { delta: 60, sentences: 1, pace: 100 } } })
afterAll(() => crew?.[Symbol.asyncDispose]())

test.skipIf(crew === undefined)('a server that is killed has its run taken over by another, which asks only for what is missing', { timeout: 180_000 }, async () => {
  const [first] = crew?.servers ?? []
  if (!crew || !first) return
  const { runId } = await first.api.runs.start.mutate({ brief: { format: 'movie', idea: 'A door that two keepers watch', segments: 6, perSet: 3 }, options: { resend: true } })
  await crew.fake.until(requests => requests.length > 0)
  await crew.start(1)
  const asked = crew.fake.requests.length
  await first.process.kill()
  const since = performance.now()
  await crew.fake.until(requests => requests.length > asked)
  const seconds = (performance.now() - since) / 1000
  crew.fake.script(() => ({ pace: 10_000 }))
  await expect.poll(async () => (await crew.store.summary(runId))?.status, { timeout: 60_000 }).toBe('completed')
  reportFault({ row: 'R18', did: 'the server of a run killed, its lease as people have it', times: 1, figure: `taken over after ${seconds.toFixed(1)} s`, target: '15 s' })
})
