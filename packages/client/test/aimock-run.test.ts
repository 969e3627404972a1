import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LLMock } from '@copilotkit/aimock'
import { startServer } from '@coldopen/server'
import { expect, test } from 'vitest'
import { createColdopen } from '../src/create-coldopen.ts'
import { endOf, openStudio, untilEnd } from './open-studio.ts'

const brief = { format: 'movie', idea: 'A lighthouse keeper finds a door in the sea' } as const

/** What a model answered to each request of a run, and the script that came of it. */
const recordedRun = async () => {
  await using studio = await openStudio()
  const client = studio.client()
  const { runId } = await client.api.runs.start.mutate({ brief })
  expect(endOf(await untilEnd(client, runId)).status).toBe('completed')
  const answers = studio.fake.requests.map(request => request.answer ?? '')
  return { answers, script: (await client.api.runs.get.query({ runId })).parts.flatMap(part => part.segments) }
}

test('a whole run over the endpoints that others mock gives the script that was recorded', { timeout: 30_000 }, async () => {
  const { answers, script } = await recordedRun()
  const [plan = '', first = '', second = ''] = answers
  expect(answers).toHaveLength(3)

  await using stack = new AsyncDisposableStack()
  const mock = new LLMock({ port: 0, latency: 0, chunkSize: 37 })
  await mock.start()
  stack.defer(() => mock.stop())
  mock.onMessage(/"beats":\{"from":1/, { content: plan, usage: { input_tokens: 100, output_tokens: 1000 } })
  mock.onMessage(/"numbers":\[1,/, { content: first, usage: { input_tokens: 200, output_tokens: 3000 } })
  mock.onMessage(/"numbers":\[11,/, { content: second, usage: { input_tokens: 300, output_tokens: 3000 } })

  const dataFolder = await mkdtemp(join(tmpdir(), 'coldopen-aimock-'))
  stack.defer(() => rm(dataFolder, { recursive: true, force: true }))
  const env = { COLDOPEN_PROVIDER: 'openai', COLDOPEN_MODEL: 'gpt-4.1', OPENAI_BASE_URL: `${mock.url}/v1`, OPENAI_API_KEY: 'mock', LOG_LEVEL: 'silent' }
  const client = createColdopen(stack.use(await startServer({ dataFolder, env })))
  const { runId } = await client.api.runs.start.mutate({ brief })
  const events = await untilEnd(client, runId)

  expect(endOf(events)).toMatchObject({ status: 'completed', usage: { requests: 3, inputTokens: 600, outputTokens: 7000 } })
  expect((await client.api.runs.get.query({ runId })).parts.flatMap(part => part.segments)).toEqual(script)
})
