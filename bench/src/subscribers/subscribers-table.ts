import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createColdopen, type Coldopen } from '@coldopen/client'
import { bible } from '../material.ts'
import type { Told } from './server.ts'

const count = 1000
/** Milliseconds that the server gathers what a run says before it commits it. */
const gatherMs = 50
const measuredMs = 10_000

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

const ways = [
  ['**Coldopen, `/runs/:id/events`**', (run: string) => `/runs/${run}/events`],
  ['tRPC subscription', (run: string) => `/trpc/runs.events?input=${encodeURIComponent(JSON.stringify({ runId: run }))}`],
] as const

async function told(child: ChildProcess): Promise<Told> {
  const [message]: Told[] = await once(child, 'message')
  if (!message) throw new Error('the server told nothing')
  return message
}

async function figures(server: ChildProcess): Promise<{ cpuMs: number; heap: number }> {
  server.send('figures')
  const answer = await told(server)
  if (!('heap' in answer)) throw new Error('no figures')
  return answer
}

async function lagsOf(audience: ChildProcess): Promise<number[]> {
  audience.send('lags')
  const [lags]: number[][] = await once(audience, 'message')
  return lags ?? []
}

async function startRun(client: Coldopen): Promise<string> {
  const brief = { format: 'movie', idea: 'a lighthouse', segments: 1, perSet: 1 } as const
  const { runId } = await client.api.runs.start.mutate({ brief, bible: bible(1) })
  return runId
}

type Figures = { readonly p50: number; readonly p99: number; readonly core: number; readonly heap: number; readonly seen: number }

/** One way of following a run, with a server and an audience of its own. */
async function measure(path: (run: string) => string): Promise<Figures> {
  const server = fork(here('server.ts'), { execArgv: ['--expose-gc'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const children = [server]
  try {
    const address = await told(server)
    if (!('url' in address)) throw new Error('no address')
    const run = await startRun(createColdopen(address))
    await sleep(2000)
    const alone = await figures(server)
    const args = ['--url', address.url, '--token', address.token, '--path', path(run), '--count', String(count)]
    const audience = fork(here('audience.ts'), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    children.push(audience)
    await once(audience, 'message')
    await sleep(5000)
    await lagsOf(audience)
    const before = await figures(server)
    const began = performance.now()
    await sleep(measuredMs)
    const lags = (await lagsOf(audience)).toSorted((a, b) => a - b)
    const after = await figures(server)
    const at = (share: number): number => (lags[Math.floor(lags.length * share)] ?? Number.NaN) - gatherMs
    const core = (after.cpuMs - before.cpuMs) / (performance.now() - began)
    return { p50: at(0.5), p99: at(0.99), core, heap: (after.heap - alone.heap) / count / 1000, seen: lags.length / (measuredMs / 1000) / count }
  } finally {
    const ended = children.map(child => once(child, 'exit'))
    for (const child of children) child.disconnect()
    await Promise.all(ended)
  }
}

/** A thousand subscribers to one run that is being written, by each way there is. Takes about a minute. */
export async function subscribersTable(): Promise<string> {
  const rows: string[] = []
  for (const [name, path] of ways) {
    const { p50, p99, core, heap, seen } = await measure(path)
    rows.push(`| ${name} | ${Math.round(p50)} ms | ${Math.round(p99)} ms | ${Math.round(core * 100)} % | ${heap.toFixed(1)} kB | ${seen.toFixed(1)} |`)
  }
  return [
    `### ${count.toLocaleString('en')} subscribers to one run that is being written`,
    '',
    '| way | lag, median | lag, p99 | of a core | heap a subscriber | flushes a second |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}
