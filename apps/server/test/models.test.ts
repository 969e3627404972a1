import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ModelEnvironment } from '@coldopen/core'
import { startFakeOpenAI } from '@coldopen/fake-openai'
import { createTRPCClient, httpLink } from '@trpc/client'
import { expect, test } from 'vitest'
import type { AppRouter } from '../src/router.ts'
import { startServer } from '../src/start-server.ts'

/** A server on a data folder of its own, and a real client of it. */
async function openServer(env: ModelEnvironment, fetch?: typeof globalThis.fetch) {
  const dataFolder = await mkdtemp(join(tmpdir(), 'coldopen-models-'))
  const server = await startServer({ dataFolder, env: { LOG_LEVEL: 'silent', ...env }, ...(fetch && { fetch }) })
  const api = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${server.url}/trpc`, headers: { authorization: `Bearer ${server.token}` } })] })
  return {
    api,
    table: (text: string) => writeFile(join(dataFolder, 'models.json'), text),
    async [Symbol.asyncDispose]() {
      await server.close()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

const brief = { format: 'movie', idea: 'a lighthouse', segments: 10 } as const

test('the models that are known are listed with what they can do, the default among them, and the one that would write', async () => {
  await using server = await openServer({ OPENAI_API_KEY: 'sk-canary-0123456789' })
  const { models, chosen } = await server.api.models.list.query()
  expect(models.filter((one) => one.isDefault)).toMatchObject([{ provider: 'openai', model: chosen?.model.model, capability: { api: 'responses' } }])
  expect(models.map((one) => one.provider)).toEqual(expect.arrayContaining(['openai', 'openai-chat', 'sample']))
  expect(JSON.stringify({ models, chosen })).not.toContain('canary')
  const asked = await server.api.models.list.query({ environment: { GEMINI_API_KEY: 'g' } })
  expect(asked.chosen?.model).toMatchObject({ provider: 'openai-chat', baseUrl: expect.stringContaining('googleapis') })
})

test('each is listed with what a brief would cost by it, and whether its key is there', async () => {
  const fetch = () => Promise.resolve(Response.json({ models: [{ name: 'qwen3:30b' }] }))
  await using server = await openServer({ GEMINI_API_KEY: 'g' }, fetch)
  const { models } = await server.api.models.list.query({ brief })
  const of = (name: string) => models.find((one) => one.model === name)
  expect(of('gpt-6-sol')).toMatchObject({ isReady: false, isDefault: true, estimate: { cost: { expected: expect.any(Number) } } })
  expect(of('gemini-3.7-flash')).toMatchObject({ isReady: true })
  expect(of('qwen3:30b')).toMatchObject({ isReady: true, baseUrl: expect.stringContaining('localhost'), estimate: { cost: { worst: 0 } } })
})

test('why none would write is told in its place', async () => {
  await using server = await openServer({})
  expect((await server.api.models.list.query({ model: { provider: 'openai' } })).problem).toMatchObject({ code: 'model-unauthorized' })
})

test('an Ollama is looked for where the server may, and writes when nothing else is chosen', async () => {
  const fetch = () => Promise.resolve(Response.json({ models: [{ name: 'qwen3:30b' }] }))
  await using looking = await openServer({}, fetch)
  await using blind = await openServer({})
  expect((await looking.api.models.list.query()).chosen?.model.model).toBe('qwen3:30b')
  expect((await blind.api.models.list.query()).chosen?.model.provider).toBe('sample')
})

test('the table in the data folder holds from the next call on', async () => {
  await using server = await openServer({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', COLDOPEN_MODEL: 'mine' })
  const before = await server.api.runs.estimate.query({ brief })
  await server.table('{"openai-chat": {"mine": {"free": true}}}')
  const after = await server.api.runs.estimate.query({ brief })
  expect([before.capability.free, after.capability.free]).toEqual([false, true])
  expect(after.perSet).toBeLessThan(before.perSet)
  expect((await server.api.models.list.query()).models).toEqual(expect.arrayContaining([expect.objectContaining({ model: 'mine' })]))
})

test('a table that cannot be read is refused by line and field, and no model is asked', async () => {
  await using fake = await startFakeOpenAI()
  await using server = await openServer({ OPENAI_BASE_URL: fake.url, COLDOPEN_MODEL: 'fake' })
  await server.table('{\n  "openai-chat": {\n    "fake": { "reasoning": "yes" }\n  }\n}')
  for (const call of [() => server.api.runs.start.mutate({ brief }), () => server.api.runs.estimate.query({ brief }), () => server.api.models.list.query()]) {
    await expect(call()).rejects.toMatchObject({ data: { coldopen: 'invalid-input' }, message: expect.stringMatching(/models\.json.*line 3, openai-chat › fake › reasoning/) })
  }
  expect(fake.requests).toEqual([])
})

test('a movie is drafted by Chat Completions', async () => {
  await using fake = await startFakeOpenAI()
  await using server = await openServer({ COLDOPEN_PROVIDER: 'openai-chat', OPENAI_BASE_URL: fake.url, OPENAI_API_KEY: 'k', COLDOPEN_MODEL: 'fake' })
  await server.table('{"openai-chat": {"fake": {"structuredOutput": true}}}')
  const { runId } = await server.api.runs.start.mutate({ brief: { ...brief, segments: 3, perSet: 3 } })
  await expect.poll(async () => (await server.api.runs.get.query({ runId })).summary.status, { timeout: 20_000 }).toBe('completed')
  expect(fake.requests.map((one) => one.kind)).toEqual(['chat', 'chat'])
  expect(fake.requests[0]?.body).toMatchObject({ response_format: { type: 'json_schema' }, stream_options: { include_usage: true } })
}, 30_000)
