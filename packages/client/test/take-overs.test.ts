import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { serverFileName, serverFileSchema } from '@coldopen/core'
import { howOften, reportFault } from '@coldopen/core/testing'
import { expect, test } from 'vitest'
import type { Coldopen } from '../src/create-coldopen.ts'
import { followRun } from '../src/follow-run.ts'
import { connectLocal } from '../src/local-server.ts'
import { killOutright } from './processes.ts'

const takeOvers = howOften(3, 30)
/** Servers that people start at the moment when one is gone, and clients that have one started for them. */
const rivals = 2
const clients = 2
const segments = 12

const coldopen = fileURLToPath(new URL('../../../apps/cli/bin/coldopen.js', import.meta.url))
const localServer = fileURLToPath(import.meta.resolve('@coldopen/server/main'))

type Served = { readonly pid: number | undefined; readonly said: () => string; readonly code: Promise<unknown> }

/** A data folder, and all who want to be, or to have, its server. */
const openHome = async () => {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'coldopen-take-overs-'))
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const env = { PATH: process.env['PATH'], COLDOPEN_PROVIDER: 'sample', NODE_COMPILE_CACHE: join(folder, 'compiled') }
  const owner = async (): Promise<number | undefined> => {
    const text = await readFile(join(folder, serverFileName), 'utf8').catch(() => '{}')
    return serverFileSchema.safeParse(JSON.parse(text)).data?.pid
  }
  const kill = async (): Promise<void> => {
    const pid = await owner()
    if (pid !== undefined) await killOutright(pid)
  }
  stack.defer(kill)
  const serve = (): Served => {
    const child = spawn(process.execPath, [coldopen, 'serve'], { env: { ...env, COLDOPEN_DATA: folder }, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (piece: string) => (said += piece))
    return { pid: child.pid, said: () => said, code: once(child, 'close').then(([code]) => code) }
  }
  const connect = (): Promise<Coldopen> => connectLocal({ dataFolder: folder, launch: { command: process.execPath, args: [localServer], env } })
  const log = (): Promise<string> => readFile(join(folder, 'server.log'), 'utf8')
  const owned = stack.move()
  return { owner, kill, serve, connect, log, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** Asks whichever server is there, and the next one where it is killed before it has answered. */
const ask = async <T>(connect: () => Promise<Coldopen>, what: (client: Coldopen) => Promise<T>): Promise<T> => {
  for (;;) {
    const client = await connect()
    try {
      return await what(client)
    } catch (error) {
      if (await client.api.health.query().catch(() => undefined)) throw error
    }
  }
}

/** Has a script drafted, and follows it to its end. Answers how often it was taken up again. */
const draft = async (connect: () => Promise<Coldopen>): Promise<number> => {
  const runId = crypto.randomUUID()
  const brief = { format: 'movie', idea: 'A door that is handed on', segments, perSet: 3 } as const
  await ask(connect, client => client.api.runs.start.mutate({ runId, brief, model: { provider: 'sample' }, options: { speed: 500 } }))
  let last = 0
  let takenUp = 0
  for await (const event of followRun(connect, { run: runId, after: 0 })) {
    if (event.seq <= last) throw new Error(`event ${event.seq} of run ${runId} came after ${last}`)
    last = event.seq
    if (event.type === 'run-start' && event.resumed) takenUp++
    if (event.type === 'run-end') break
  }
  const { summary, parts } = await ask(connect, client => client.api.runs.get.query({ runId }))
  expect(summary.status).toBe('completed')
  expect(parts.flatMap(part => part.segments.map(segment => segment.segment_number))).toEqual(Array.from({ length: segments }, (_, at) => at + 1))
  return takenUp
}

test(`${takeOvers} servers that are killed one after another are each followed by exactly one, and those who draft go on with it [R18]`, { timeout: 60_000 + takeOvers * 20_000 }, async () => {
  await using home = await openHome()
  const served: Served[] = []

  /** Kills the owner; everybody wants its place, and all are at one server afterwards. */
  const takeOver = async (): Promise<void> => {
    const before = await home.owner()
    await sleep(Math.random() * 1000)
    expect(await home.owner(), 'nobody takes the place of a server that lives').toBe(before)
    await home.kill()
    const want = Array.from({ length: rivals }, home.serve)
    served.push(...want)
    const found = await Promise.all(Array.from({ length: clients }, home.connect))
    const pids = await Promise.all(found.map(async client => (await client.api.health.query()).pid))
    const next = await home.owner()
    expect(pids).toEqual(pids.map(() => next))
    for (const rival of want) {
      if (rival.pid === next) continue
      expect(await rival.code).toBe(2)
      expect(rival.said()).toContain('Another Coldopen server owns')
    }
  }

  await home.connect()
  const over = new AbortController()
  const drafting = Array.from({ length: clients }, async () => {
    const runs: number[] = []
    while (!over.signal.aborted) runs.push(await draft(home.connect))
    return runs
  })
  const drafted = Promise.all(drafting)
  // Whoever cannot draft on is heard of at once.
  const failing = drafted.then(() => undefined)
  for (let nth = 0; nth < takeOvers; nth++) await Promise.race([takeOver(), failing])
  over.abort()
  const runs = (await drafted).flat()

  // Each server that ever had the folder has said so, those that clients started in the log.
  const owners = served.filter(one => one.said().includes('Coldopen serves')).length + (await home.log()).split('"listening"').length - 1
  const cut = runs.reduce((sum, takenUp) => sum + takenUp, 0)
  expect(owners).toBe(takeOvers + 1)
  expect(cut).toBeGreaterThan(0)
  const figure = `${owners - 1} take-overs by one server each; ${runs.length} of ${runs.length} runs complete, taken up ${cut} times`
  reportFault({ row: 'R18', did: `kill -9 of the owner of a data folder, whose place two \`coldopen serve\` and ${clients} clients want`, times: takeOvers, figure, target: 'each followed by exactly one, every run complete' })
})
