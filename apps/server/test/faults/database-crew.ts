import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPostgresStore, type Store } from '@coldopen/store'
import { startPostgres, type TestPostgres } from '@coldopen/store/testing'
import { startFakeOpenAI, type FakeOpenAI, type FakeOpenAIOptions } from '@coldopen/fake-openai'
import { Client } from 'pg'
import { serverProcess, type Api, type ServerProcess } from './server-process.ts'

/** Servers that share the runs of one database, each a process of its own. */
export type DatabaseCrew = AsyncDisposable & {
  readonly postgres: TestPostgres
  readonly url: string
  readonly fake: FakeOpenAI
  /** A look at the database from outside. */
  readonly store: Store
  readonly servers: { process: ServerProcess; api: Api; folder: string }[]
  /** Starts one more, or another in the place of one that is gone. */
  readonly start: (at?: number) => Promise<void>
}

export type CrewSettings = {
  readonly servers: number
  readonly fake: FakeOpenAIOptions
  /** Seconds after which a server that is not heard of has lost its runs; what it has for people by default. */
  readonly leaseSeconds?: number
  readonly runsAtOnce?: number
}

/** Undefined where no PostgreSQL can be started. */
export const startCrew = async (settings: CrewSettings): Promise<DatabaseCrew | undefined> => {
  const postgres = await startPostgres('fast')
  if (!postgres) return undefined
  await using stack = new AsyncDisposableStack()
  stack.use(postgres)
  const fake = stack.use(await startFakeOpenAI(settings.fake))
  const folder = await mkdtemp(join(tmpdir(), 'coldopen-crew-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const url = await postgres.newDatabase()
  const store = await openPostgresStore({ url, connections: 2 })
  stack.defer(() => store.close())
  const env = {
    COLDOPEN_DATABASE_URL: url,
    COLDOPEN_RUNS_AT_ONCE: String(settings.runsAtOnce ?? 100),
    OPENAI_BASE_URL: fake.url,
    OPENAI_API_KEY: 'sk-crew',
    COLDOPEN_PROVIDER: 'openai',
    COLDOPEN_MODEL: 'fake',
    LOG_LEVEL: 'silent',
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
  }
  let owned: AsyncDisposableStack = stack
  let launched = 0
  const servers: DatabaseCrew['servers'] = []
  const start = async (at = servers.length): Promise<void> => {
    const own = join(folder, String(launched++))
    const process = owned.use(serverProcess(own, env))
    process.begin()
    servers[at] = { process, api: await process.listening(), folder: own }
  }
  await start()
  if (settings.leaseSeconds !== undefined) await shortenLease(url, settings.leaseSeconds)
  for (let n = 1; n < settings.servers; n++) await start()
  owned = stack.move()
  return { postgres, url, fake, store, servers, start, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

const setQueue = async (url: string, column: 'heartbeat_seconds' | 'expire_seconds', seconds: number): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(`update coldopen_jobs.queue set ${column} = $1`, [seconds])
  await client.end()
}

/** The queue, which a server has made by now, does not offer leases below 10 seconds. New jobs take theirs from this row. */
export const shortenLease = (url: string, seconds: number): Promise<void> => setQueue(url, 'heartbeat_seconds', seconds)

/** The time, a day for people, for which one server may have a run without renewing it. */
export const shortenHold = (url: string, seconds: number): Promise<void> => setQueue(url, 'expire_seconds', seconds)
