import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunEvent } from '@coldopen/core'
import { startFakeOpenAI, type FakeOpenAI, type FakeOpenAIOptions } from '@coldopen/fake-openai'
import { startServer, type RunningServer } from '@coldopen/server'
import { createColdopen, type Coldopen } from '../src/create-coldopen.ts'

/** A real server over real sockets, with a scripted provider behind it. */
export type OpenStudio = AsyncDisposable & {
  readonly fake: FakeOpenAI
  readonly dataFolder: string
  readonly client: () => Coldopen
  readonly server: () => RunningServer
  /** Stops the server as a crash would find it, or in good order, and starts another on the same data folder. */
  readonly restart: () => Promise<void>
}

export const openStudio = async (options: FakeOpenAIOptions = {}): Promise<OpenStudio> => {
  await using stack = new AsyncDisposableStack()
  const fake = stack.use(await startFakeOpenAI(options))
  const dataFolder = await mkdtemp(join(tmpdir(), 'coldopen-'))
  stack.defer(() => rm(dataFolder, { recursive: true, force: true }))
  const env = { COLDOPEN_PROVIDER: 'openai', OPENAI_BASE_URL: fake.url, OPENAI_API_KEY: 'sk-canary-key', COLDOPEN_MODEL: 'fake', LOG_LEVEL: 'silent' }
  const start = () => startServer({ dataFolder, env })
  let server = await start()
  stack.defer(() => server.close())
  const owned = stack.move()
  return {
    fake,
    dataFolder,
    client: () => createColdopen(server),
    server: () => server,
    async restart() {
      await server.close()
      server = await start()
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** The events of a run up to the end it comes to next. */
export const untilEnd = async (client: Coldopen, run: string, after = 0): Promise<RunEvent[]> => {
  const events: RunEvent[] = []
  for await (const event of client.events(run, after)) {
    events.push(event)
    if (event.type === 'run-end') break
  }
  return events
}

export const endOf = (events: readonly RunEvent[]) => {
  const end = events.at(-1)
  if (end?.type !== 'run-end') throw new Error('the events do not end with a run-end')
  return end
}
