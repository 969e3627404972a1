import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { request, type ClientRequest, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { capabilityOf, newRun, type Happening } from '@coldopen/core'
import { howOften, isLong, reportFault } from '@coldopen/core/testing'
import { openSqliteStore } from '@coldopen/store'
import { createTRPCClient, httpLink } from '@trpc/client'
import { expect, test } from 'vitest'
import type { AppRouter } from '../../src/index.ts'
import type { Said, Used } from './streams-child.ts'

const megabyte = 1_000_000

/** A run that has ended, with so many events of so many characters in its journal. */
const endedRun = async (dataFolder: string, run: string, journal: { events: number; characters: number }): Promise<void> => {
  await using stack = new AsyncDisposableStack()
  const store = await openSqliteStore({ file: join(dataFolder, 'coldopen.sqlite') })
  stack.defer(() => store.close())
  const layout = { total: 1, perSet: 1, sets: 1, tokensPerUnit: 500 }
  const brief = { format: 'movie', idea: 'A door', segments: 1, perSet: 1, noNarration: false, narrationOnlyFirst: false, adultStory: false, layout } as const
  const options = { model: { provider: 'openai', model: 'gpt-4.1' }, capability: capabilityOf('openai', 'gpt-4.1'), concurrency: 1, retries: 0, resend: false } as const
  await store.create(run, { ...newRun({ brief, options }), status: 'cancelled' }, new Date())
  const epoch = await store.claim(run)
  const text = 'x'.repeat(journal.characters)
  const delta: Happening = { type: 'plan-delta', part: 0, attempt: 1, path: ['title'], text }
  for (let left = journal.events; left > 0; left -= 500) {
    await store.commit(run, epoch, { events: Array.from({ length: Math.min(left, 500) }, () => delta) }, new Date())
  }
}

type Server = AsyncDisposable & {
  readonly url: string
  readonly api: ReturnType<typeof createTRPCClient<AppRouter>>
  readonly follow: (run: string, after?: number) => Follower
  readonly used: () => Promise<Used>
}

const heard = async (child: ChildProcess): Promise<Said> => {
  const [said]: Said[] = await once(child, 'message')
  if (!said) throw new Error('the server said nothing')
  return said
}

const serve = async (dataFolder: string): Promise<Server> => {
  const child = fork(new URL('streams-child.ts', import.meta.url), { env: { PATH: process.env['PATH'], COLDOPEN_DATA: dataFolder } })
  const gone = once(child, 'exit')
  const said = await heard(child)
  if (!('url' in said)) throw new Error('the server has no address')
  const { url, token } = said
  const headers = { authorization: `Bearer ${token}` }
  const followers = new Set<ClientRequest>()
  return {
    url,
    api: createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/trpc`, headers })] }),
    follow(run, after = 0) {
      const sent = request(`${url}/runs/${run}/events?after=${after}`, { headers, agent: false })
      followers.add(sent)
      return followerOf(sent)
    },
    async used() {
      child.send('used')
      const told = await heard(child)
      if (!('peak' in told)) throw new Error('the server did not tell what it has used')
      return told
    },
    async [Symbol.asyncDispose]() {
      for (const sent of followers) sent.destroy()
      child.disconnect()
      await gone
    },
  }
}

type Follower = {
  /** Resolves when the answer has begun. Nothing is read before `read`. */
  readonly begun: Promise<unknown>
  /** Reads on until `until` says that it is enough. Throws when an id does not grow. */
  readonly read: (until: (id: number) => boolean) => Promise<number>
  /** Milliseconds between the last text of each event that was read and its arrival here; begins anew with each call. */
  readonly lags: () => number[]
}

const writtenAt = / at (\d{13})\./g

/** A subscriber that counts what it is given by its ids, and reads only when it is told to. */
const followerOf = (sent: ClientRequest): Follower => {
  const begun = once(sent, 'response').then(([response]: IncomingMessage[]) => response)
  sent.on('error', () => undefined).end()
  let last = 0
  let rest = ''
  let lags: number[] = []
  return {
    begun,
    lags() {
      const read = lags
      lags = []
      return read
    },
    async read(until) {
      const response = await begun
      if (response?.statusCode !== 200) throw new Error(`the stream was answered with ${response?.statusCode}`)
      const done = Promise.withResolvers<number>()
      const take = (piece: Buffer): void => {
        const lines = (rest + piece.toString('latin1')).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) {
          const written = [...line.matchAll(writtenAt)].at(-1)?.[1]
          if (written !== undefined) lags.push(Date.now() - Number(written))
          if (!line.startsWith('id: ')) continue
          const id = Number(line.slice(4))
          if (id <= last) done.reject(new Error(`event ${id} came after ${last}`))
          last = id
          if (until(id)) done.resolve(id)
        }
      }
      response.on('data', take).resume()
      const cut = (): void => done.reject(new Error(`the stream ended after ${last}`))
      response.on('close', cut)
      return done.promise.finally(() => response.off('data', take).off('close', cut).pause())
    },
  }
}

const openFolder = async (stack: AsyncDisposableStack): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'coldopen-streams-'))
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
  return folder
}

const p99 = (lags: readonly number[]): number => lags.toSorted((a, b) => a - b)[Math.floor(lags.length * 0.99)] ?? NaN

/** Events whose lag is looked at while nobody else reads, and as many while others have stopped reading. */
const watched = howOften(80, 1000)

const idea = 'A lighthouse keeper finds a door in the sea'

test('subscribers that stop reading neither fill the server nor hold the others up, and have everything once they read on (R15)', { timeout: 300_000 }, async () => {
  await using stack = new AsyncDisposableStack()
  const dataFolder = await openFolder(stack)
  const due = howOften(24, 200) * megabyte
  const events = due / 50_000
  await endedRun(dataFolder, 'long', { events, characters: 50_000 })
  const server = stack.use(await serve(dataFolder))
  const { runId } = await server.api.runs.start.mutate({ brief: { format: 'movie', idea } })
  const others = Array.from({ length: 10 }, () => server.follow(runId))
  await server.follow('long').read(id => id === 100)
  await Promise.all(others.map(other => other.read(id => id > 20)))
  for (const other of others) other.lags()
  await Promise.all(others.map(other => other.read(id => id > 20 + watched)))
  const alone = p99(others.flatMap(other => other.lags()))

  const before = await server.used()
  const stalled = Array.from({ length: 3 }, () => server.follow('long'))
  await Promise.all(stalled.map(one => one.begun))
  await Promise.all(others.map(other => other.read(id => id > 20 + 2 * watched)))
  const beside = p99(others.flatMap(other => other.lags()))
  const meanwhile = await server.used()
  const ends = await Promise.all(stalled.map(one => one.read(id => id === events)))
  expect(ends).toEqual(stalled.map(() => events))
  const after = await server.used()
  const grown = Math.max(meanwhile.peak, after.peak) - before.peak
  const did = `subscribers that stop reading with ${Math.round(due / megabyte)} MB due each`
  const times = stalled.length
  reportFault({
    row: 'R15',
    did,
    times,
    figure: `p99 lag of the others ${beside - alone < 0 ? '−' : '+'}${Math.abs(beside - alone)} ms (${beside} ms, ${alone} without); server +${Math.round((meanwhile.peak - before.peak) / megabyte)} MB`,
    target: 'lag +20 ms at most; server +50 MB at most',
    missed: beside - alone > 20 || meanwhile.peak - before.peak > 50 * megabyte,
  })
  reportFault({ row: 'R15', did: `${did}, once they read on`, times, figure: `server +${Math.round(grown / megabyte)} MB; 0 events missing`, target: 'server +50 MB at most; 0 missing', missed: grown > 50 * megabyte })
  expect(meanwhile.peak - before.peak).toBeLessThan(50 * megabyte)
  // What is sent leaves garbage behind, more of it where the collector has to wait for a core.
  expect(grown).toBeLessThan(100 * megabyte)
})

test('many who come back at once, each a megabyte behind, are all brought up to date (R16)', { timeout: 300_000 }, async () => {
  await using stack = new AsyncDisposableStack()
  const dataFolder = await openFolder(stack)
  const [events, characters] = [5200, 200]
  await endedRun(dataFolder, 'behind', { events, characters })
  const server = stack.use(await serve(dataFolder))
  const many = howOften(200, 1000)
  await server.follow('behind').read(id => id === events)

  const before = await server.used()
  const began = performance.now()
  await Promise.all(Array.from({ length: many }, (_, at) => server.follow('behind', at).read(id => id === events)))
  const seconds = (performance.now() - began) / 1000
  const after = await server.used()
  const grown = after.peak - before.peak
  reportFault({
    row: 'R16',
    did: 'subscribers that reconnect at once, each 1 MB behind',
    times: many,
    figure: `caught up in ${seconds.toFixed(1)} s, of which the server computed ${(after.cpu - before.cpu).toFixed(1)} s; server +${Math.round(grown / megabyte)} MB`,
    target: `${isLong ? '' : 'of 1,000: '}5 s; +100 MB at most`,
    missed: seconds > 5,
  })
  expect(grown).toBeLessThan(100 * megabyte)
})
