import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { connectLocal, type Brief, type Coldopen } from '@coldopen/client'
import { z } from 'zod'
import { idealTime } from './ideal-time.ts'

/** A provider of 50 tokens a second and 2 s to the first token, twenty times as fast. */
const speedUp = 20
const pace = { firstToken: 2 / speedUp, perSecond: 50 * speedUp }

type Case = { readonly name: string; readonly brief: Brief; readonly concurrency: number }

const movie = { format: 'movie', idea: 'A lighthouse keeper finds a door in the sea', segments: 600, perSet: 10, noNarration: false, narrationOnlyFirst: false, adultStory: false } as const

const podcast = { format: 'podcast', idea: 'Why harbours silt up', words: 10_000, noNarration: false, narrationOnlyFirst: false, adultStory: false } as const

const cases: readonly Case[] = [
  ...[1, 10, 20].map(concurrency => ({ name: 'movie, 60 sets', brief: movie, concurrency })),
  ...[1, 9].map(concurrency => ({ name: 'podcast, 10 000 words', brief: podcast, concurrency })),
]

const requestsSchema = z.array(z.object({ nth: z.number(), kind: z.string(), answer: z.string().nullable() }))

/** Output tokens of every answer the provider gave since the `after`-th request, 4 characters a token. */
const tokensSince = async (fakeUrl: string, after: number): Promise<{ tokens: number[]; last: number }> => {
  const requests = requestsSchema.parse(await (await fetch(new URL('/__requests', fakeUrl))).json())
  const answered = requests.filter(request => request.nth > after && request.kind === 'responses')
  return { tokens: answered.map(request => Math.ceil((request.answer ?? '').length / 4)), last: requests.at(-1)?.nth ?? after }
}

const startFake = async (): Promise<{ url: string; child: ChildProcess }> => {
  const main = fileURLToPath(new URL('main.ts', import.meta.resolve('@coldopen/fake-openai')))
  const args = [main, '--pace', String(pace.perSecond), '--first-token', String(pace.firstToken), '--behaviour', 'sentences=1']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [url] = await once(createInterface(child.stdout), 'line')
  return { url: String(url), child }
}

/** Seconds from asking for a run until its end is told. */
const wallTime = async (client: Coldopen, one: Case): Promise<number> => {
  const began = performance.now()
  const { runId } = await client.api.runs.start.mutate({ brief: one.brief, options: { concurrency: one.concurrency } })
  for await (const event of client.events(runId, 0)) {
    if (event.type !== 'run-end') continue
    if (event.status !== 'completed') throw new Error(`${one.name}: ${event.status}: ${event.problem?.message}`)
    break
  }
  return (performance.now() - began) / 1000
}

/** Wall time of whole runs through the real server, beside the least time the provider's pace allows. Takes about two minutes. */
export const wallTable = async (): Promise<string> => {
  const fake = await startFake()
  const dataFolder = await mkdtemp(join(tmpdir(), 'coldopen-bench-'))
  const env = { ...process.env, OPENAI_BASE_URL: fake.url, OPENAI_API_KEY: 'none', COLDOPEN_MODEL: 'fake', LOG_LEVEL: 'silent' }
  const launch = { command: process.execPath, args: [fileURLToPath(import.meta.resolve('@coldopen/server/main'))], env }
  const client = await connectLocal({ dataFolder, launch })
  const { pid } = await client.api.health.query()
  const rows: string[] = []
  try {
    let after = 0
    for (const one of cases) {
      const wall = await wallTime(client, one)
      const { tokens, last } = await tokensSince(fake.url, after)
      after = last
      const [first = 0, ...rest] = tokens
      const ideal = idealTime({ first, rest }, { ...pace, streams: one.concurrency })
      const average = Math.round(rest.reduce((sum, each) => sum + each, 0) / rest.length)
      rows.push(`| ${one.name} | ${one.concurrency} | ${average} | ${ideal.toFixed(2)} s | ${wall.toFixed(2)} s | ${(wall / ideal).toFixed(3)} × |`)
    }
  } finally {
    process.kill(pid, 'SIGTERM')
    fake.child.kill()
    await rm(dataFolder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
  return [
    `### Whole runs: a provider of ${pace.perSecond} tokens/s with ${pace.firstToken * 1000} ms to the first token`,
    '',
    '| script | at once | tokens a part | T* | wall | of T* |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}
