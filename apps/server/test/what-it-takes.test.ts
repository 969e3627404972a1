import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createModel, type ModelEvent, type TextModel } from '@coldopen/core'
import { startPostgres } from '@coldopen/store/testing'
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client'
import { Client } from 'pg'
import { afterAll, expect, test } from 'vitest'
import { startServer, type AppRouter, type RunningServer } from '../src/index.ts'
import { quickClock } from './faults/studio-on.ts'

type Api = TRPCClient<AppRouter>

const apiOf = (server: RunningServer): Api => createTRPCClient<AppRouter>({ links: [httpLink({ url: `${server.url}/trpc`, headers: { authorization: `Bearer ${server.token}` } })] })

const folderFor = async (stack: AsyncDisposableStack): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'coldopen-takes-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const brief = { format: 'movie', idea: 'A door in the sea', segments: 2, perSet: 2 } as const

const summaryOf = async (api: Api, runId: string) => (await api.runs.get.query({ runId })).summary

const isOver = (api: Api, runId: string) => expect.poll(async () => (await summaryOf(api, runId)).status, { timeout: 30_000 })

/** Writes with the sample writer's words, for those who have the key; each answer waits for `released`. The sample writer itself waits for nothing. */
const keyed = (keys: (string | undefined)[], released: Promise<void>) => (parts: Parameters<typeof createModel>[0]): TextModel => {
  const sample = createModel({ ...parts, choice: { ...parts.choice, provider: 'sample' }, speed: 1e9 })
  if (parts.choice.provider === 'sample') return sample
  async function* answer(...asked: Parameters<TextModel['stream']>): AsyncGenerator<ModelEvent> {
    keys.push(parts.key)
    const [, signal] = asked
    await Promise.race([released, new Promise(resolve => signal.addEventListener('abort', resolve))])
    yield* sample.stream(...asked)
  }
  return { name: 'openai/gpt-4.1', stream: answer }
}

const postgres = await startPostgres('fast')
afterAll(() => postgres?.[Symbol.asyncDispose]())

test.skipIf(postgres === undefined)('a run whose key one busy server knows waits until that server has a place for it, however idle the others are, and holds up none that stand behind it', { timeout: 90_000 }, async () => {
  if (!postgres) return
  await using stack = new AsyncDisposableStack()
  const url = await postgres.newDatabase()
  const env = { LOG_LEVEL: 'silent', COLDOPEN_PROVIDER: 'openai', COLDOPEN_MODEL: 'gpt-4.1', COLDOPEN_RUNS_AT_ONCE: '1', COLDOPEN_DATABASE_URL: url }
  const environment = { COLDOPEN_PROVIDER: 'openai', COLDOPEN_MODEL: 'gpt-4.1', OPENAI_API_KEY: 'sk-own' }
  const keys: (string | undefined)[] = []
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const serve = async () => stack.use(await startServer({ dataFolder: await folderFor(stack), env, clock: quickClock(3), graceMs: 0, createModel: keyed(keys, released) }))
  const api = apiOf(await serve())
  const first = (await api.runs.start.mutate({ brief, environment })).runId
  await expect.poll(() => keys, { timeout: 30_000 }).toEqual(['sk-own'])
  const second = (await api.runs.start.mutate({ brief, environment })).runId
  const behind = (await api.runs.start.mutate({ brief, environment: { COLDOPEN_PROVIDER: 'sample' } })).runId
  await serve()
  await isOver(api, behind).toBe('completed')
  expect((await summaryOf(api, second)).status).toBe('pending')
  const client = new Client({ connectionString: url })
  await client.connect()
  stack.defer(() => client.end())
  // Longer than one that is dead is waited for.
  const leftTo = async (): Promise<number> => (await client.query('select retry_count from coldopen_jobs.job where singleton_key = $1', [second])).rows[0]?.retry_count ?? 0
  await expect.poll(leftTo, { timeout: 60_000 }).toBeGreaterThan(15)
  expect((await summaryOf(api, second)).status).toBe('pending')
  release()
  for (const run of [first, second]) await isOver(api, run).toBe('completed')
  expect(new Set(keys)).toEqual(new Set(['sk-own']))
})

const needsKey = 'The run writes with openai/gpt-4.1, whose key this server does not have. Resume it with the key set.'

test('runs whose key only a dead server knew say that they need it, with what else they wait for; refused without, they go on with it', { timeout: 60_000 }, async () => {
  await using stack = new AsyncDisposableStack()
  const dataFolder = await folderFor(stack)
  const env = { LOG_LEVEL: 'silent', COLDOPEN_PROVIDER: 'openai', COLDOPEN_MODEL: 'gpt-4.1', COLDOPEN_RUNS_AT_ONCE: '1' }
  const environment = { COLDOPEN_PROVIDER: 'openai', COLDOPEN_MODEL: 'gpt-4.1', OPENAI_API_KEY: 'sk-own' }
  const keys: (string | undefined)[] = []
  const first = await startServer({ dataFolder, env, createModel: keyed(keys, new Promise(() => {})) })
  const start = async (): Promise<string> => (await apiOf(first).runs.start.mutate({ brief, environment })).runId
  const [drafting, waiting] = [await start(), await start()]
  await expect.poll(() => keys).toEqual(['sk-own'])
  await first.close()

  const second = stack.use(await startServer({ dataFolder, env, createModel: keyed(keys, Promise.resolve()) }))
  const api = apiOf(second)
  for (const run of [drafting, waiting]) await isOver(api, run).toBe('paused')
  expect(await summaryOf(api, drafting)).toMatchObject({ paused: 'consent', problem: { message: expect.stringMatching(/may have been charged\. Resume to ask again for what is missing\. .*/) } })
  expect((await summaryOf(api, drafting)).problem?.message).toContain(needsKey)
  expect(await summaryOf(api, waiting)).toMatchObject({ paused: 'user', problem: { code: 'model-unauthorized', message: needsKey } })
  // One that is refused takes the place of no other.
  for (const runId of [drafting, waiting]) {
    await expect(api.runs.resume.mutate({ runId })).rejects.toThrow('writes with openai/gpt-4.1, which needs a key: set it as you did at the start and resume again.')
  }
  for (const runId of [waiting, drafting]) {
    await api.runs.resume.mutate({ runId, environment })
    await isOver(api, runId).toBe('completed')
    expect((await summaryOf(api, runId)).problem).toBeUndefined()
  }
  expect(new Set(keys)).toEqual(new Set(['sk-own']))
})

test('a run whose editor window is gone is not asked for: it says so, and asks the window that is open when it is resumed', { timeout: 60_000 }, async () => {
  await using stack = new AsyncDisposableStack()
  const dataFolder = await folderFor(stack)
  const server = stack.use(await startServer({ dataFolder, env: { LOG_LEVEL: 'silent' }, clock: quickClock(20) }))
  const api = apiOf(server)
  const model = 'copilot/gpt-4.1'
  /** A window that lends the model, until it is closed; `frame` resolves when it is told something of that kind. */
  const openWindow = async () => {
    const window = crypto.randomUUID()
    const closing = new AbortController()
    await api.models.offer.mutate({ window, models: [{ model, name: 'GPT-4.1', maxInputTokens: 100_000 }] })
    const headers = { authorization: `Bearer ${server.token}`, accept: 'text/event-stream' }
    const { body } = await fetch(`${server.url}/trpc/models.serve?input=${encodeURIComponent(JSON.stringify({ window }))}`, { headers, signal: closing.signal })
    const frame = async (type: string): Promise<void> => {
      let told = ''
      for await (const piece of body ?? []) {
        told += Buffer.from(piece).toString()
        if (told.includes(`"type":"${type}"`)) return
      }
      throw new Error(`the window was told no ${type}`)
    }
    return { frame, close: () => closing.abort() }
  }
  const first = await openWindow()
  await first.frame('open')
  first.close()
  const { runId } = await api.runs.start.mutate({ brief, model: { provider: 'vscode', model } })
  await isOver(api, runId).toBe('failed')
  expect(await summaryOf(api, runId)).toMatchObject({
    problem: { code: 'model-connection', message: `No open editor window lends ${model}, so it was not asked. Open a folder in VS Code with Coldopen, then resume.` },
    usage: { outputTokens: 0 },
  })
  const second = await openWindow()
  const asked = second.frame('ask')
  await api.runs.resume.mutate({ runId })
  await asked
  await api.runs.cancel.mutate({ runId })
  second.close()
})
