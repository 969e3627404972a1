import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFakeOpenAI, type FakeOpenAI, type FakeOpenAIOptions } from '@coldopen/fake-openai'
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client'
import { expect } from 'vitest'
import { startServer, type AppRouter, type RunningServer, type ServerOptions } from '../../src/index.ts'

export type Api = TRPCClient<AppRouter>

/** A hosted server with a scripted provider behind it. */
export type Hosted = AsyncDisposable & {
  readonly server: () => RunningServer
  readonly fake: FakeOpenAI
  readonly dataFolder: string
  /** Who has the server's own token. */
  readonly master: () => Api
  readonly as: (key: string) => Api
  /** Adds a user and answers the key. */
  readonly add: (name: string, given?: { role?: 'user' | 'admin'; quota?: { runs?: number; requests?: number; cost?: number } }) => Promise<string>
  readonly restart: () => Promise<void>
}

export type HostedOptions = { readonly fake?: FakeOpenAIOptions; readonly env?: { readonly [name: string]: string }; readonly server?: Pick<ServerOptions, 'clock' | 'log'> }

export const token = '5e'.repeat(32)

export const apiOf = (server: Pick<RunningServer, 'url'>, key: string): Api => {
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: `${server.url}/trpc`, headers: { authorization: `Bearer ${key}` } })] })
}

export const openHosted = async (options: HostedOptions = {}): Promise<Hosted> => {
  await using stack = new AsyncDisposableStack()
  const dataFolder = await mkdtemp(join(tmpdir(), 'coldopen-hosted-'))
  stack.defer(() => rm(dataFolder, { recursive: true, force: true }))
  const fake = stack.use(await startFakeOpenAI(options.fake))
  const env = { COLDOPEN_TOKEN: token, COLDOPEN_PROVIDER: 'openai', OPENAI_BASE_URL: fake.url, OPENAI_API_KEY: 'sk-hosted', COLDOPEN_MODEL: 'fake', LOG_LEVEL: 'silent', ...options.env }
  const start = (): Promise<RunningServer> => startServer({ dataFolder, env, ...options.server })
  let server = await start()
  stack.defer(() => server.close())
  const owned = stack.move()
  const as = (key: string): Api => apiOf(server, key)
  return {
    server: () => server,
    fake,
    dataFolder,
    master: () => as(token),
    as,
    add: async (name, given = {}) => (await as(token).users.add.mutate({ name, ...given })).key,
    async restart() {
      await server.close()
      server = await start()
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

export const brief = { format: 'movie', idea: 'A lighthouse keeper finds a door in the sea', segments: 2, perSet: 2 } as const

/** Resolves when a run has come to the status. */
export const untilStatus = async (api: Api, runId: string, status: string): Promise<void> => {
  await expect.poll(async () => (await api.runs.get.query({ runId })).summary.status, { timeout: 30_000 }).toBe(status)
}
