import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { reportFault } from '@coldopen/core/testing'
import { startFakeOpenAI } from '@coldopen/fake-openai'
import { expect, test } from 'vitest'
import { askedIn } from './asked-of-provider.ts'
import { serverProcess } from './server-process.ts'

const sets = 4

test.each([1, 4])('a kill before %i requests have an answer: each is marked, and none is sent again before the consent (R3)', { timeout: 120_000 }, async concurrency => {
  await using stack = new AsyncDisposableStack()
  const dataFolder = await mkdtemp(join(tmpdir(), 'coldopen-unanswered-'))
  stack.defer(() => rm(dataFolder, { recursive: true, force: true }))
  const fake = stack.use(await startFakeOpenAI({ behaviour: { sentences: 1 } }))
  fake.script(request => (request.text.includes('"numbers"') ? { hang: true } : undefined))
  const env = { OPENAI_BASE_URL: fake.url, OPENAI_API_KEY: 'sk-unanswered', COLDOPEN_PROVIDER: 'openai', COLDOPEN_MODEL: 'fake', LOG_LEVEL: 'silent' }
  const runId = randomUUID()

  const first = stack.use(serverProcess(dataFolder, env))
  first.begin()
  const api = await first.listening()
  await api.runs.start.mutate({ runId, brief: { format: 'movie', idea: 'A door in the sea', segments: 2 * sets, perSet: 2 }, options: { concurrency } })
  await fake.until(requests => requests.filter(request => request.state === 'hung').length === concurrency)
  await first.kill()

  const second = stack.use(serverProcess(dataFolder, env))
  second.begin()
  const again = await second.listening()
  const run = async () => again.runs.get.query({ runId })
  await expect.poll(async () => (await run()).summary, { timeout: 30_000 }).toMatchObject({ status: 'paused', paused: 'consent', problem: { message: expect.stringContaining('may have been charged') } })
  expect((await run()).parts.map(part => part.mayBeCharged)).toEqual([false, ...Array.from({ length: sets }, (_, at) => at < concurrency)])
  expect(fake.requests).toHaveLength(1 + concurrency)

  fake.script(undefined)
  await again.runs.resume.mutate({ runId })
  await expect.poll(async () => (await run()).summary.status, { timeout: 30_000 }).toBe('completed')
  const asked = fake.requests.map(request => askedIn(request).numbers.join())
  const wanted = Array.from({ length: sets }, (_, at) => `${2 * at + 1},${2 * at + 2}`)
  expect(asked.slice(1 + concurrency).toSorted()).toEqual(wanted.toSorted())
  reportFault({ row: 'R3', did: `kill -9 with ${concurrency} unanswered at once`, times: 1, figure: `${concurrency} marked, 0 sent again before the consent`, target: 'paused: consent, marked, none sent again' })
})
