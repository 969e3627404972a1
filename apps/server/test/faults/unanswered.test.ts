import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { reportFault } from '@coldopen/core/testing'
import { startFakeOpenAI } from '@coldopen/fake-openai'
import { openSqliteStore } from '@coldopen/store'
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

/** Requests a minute that the provider takes: the next has to wait for 4 s. */
const perMinute = 15

test('a kill while requests wait for room at their provider: nothing has left, and they are sent without a question (R3)', { timeout: 180_000 }, async () => {
  await using stack = new AsyncDisposableStack()
  const dataFolder = await mkdtemp(join(tmpdir(), 'coldopen-queued-'))
  stack.defer(() => rm(dataFolder, { recursive: true, force: true }))
  const fake = stack.use(await startFakeOpenAI({ behaviour: { sentences: 1 }, limits: { requests: perMinute } }))
  const env = { OPENAI_BASE_URL: fake.url, OPENAI_API_KEY: 'sk-queued', COLDOPEN_PROVIDER: 'openai', COLDOPEN_MODEL: 'fake', LOG_LEVEL: 'silent' }
  const brief = (segments: number) => ({ format: 'movie', idea: 'A door in the sea', segments, perSet: 1 }) as const

  const first = stack.use(serverProcess(dataFolder, env))
  first.begin()
  const api = await first.listening()
  const { runId: longest } = await api.runs.start.mutate({ brief: brief(perMinute), options: { concurrency: 4 } })
  await expect.poll(() => fake.requests.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(perMinute)
  const waiting = await Promise.all([1, 2, 3].map(async () => (await api.runs.start.mutate({ brief: brief(1) })).runId))
  const queuedAt = async (runId: string) => (await api.runs.get.query({ runId })).parts[0]?.status === 'queued'
  await expect.poll(async () => (await Promise.all(waiting.map(queuedAt))).includes(true), { timeout: 30_000 }).toBe(true)
  await first.kill()

  const store = await openSqliteStore({ file: join(dataFolder, 'coldopen.sqlite') })
  const left = await Promise.all(waiting.map(async run => ((await store.load(run))?.parts[0]?.status === 'queued' ? [run] : [])))
  const queued = left.flat()
  await store.close()
  expect(queued.length).toBeGreaterThan(0)

  const second = stack.use(serverProcess(dataFolder, env))
  second.begin()
  const again = await second.listening()
  await again.runs.cancel.mutate({ runId: longest })
  for (const runId of queued) {
    const run = async () => again.runs.get.query({ runId })
    await expect.poll(async () => (await run()).parts[0]?.attempt, { timeout: 30_000 }).toBe(2)
    const { summary, parts } = await run()
    expect([summary.paused, ...parts.map(part => part.mayBeCharged)]).toEqual([undefined, ...parts.map(() => false)])
  }
  reportFault({ row: 'R3', did: 'kill -9 while requests wait for room at their provider', times: queued.length, figure: '0 marked, 0 consents asked for', target: 'nothing has left: 0, 0' })
})
