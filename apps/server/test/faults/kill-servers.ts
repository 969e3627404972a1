import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startFakeOpenAI } from '@coldopen/fake-openai'
import { expect } from 'vitest'
import { askedIn } from './asked-of-provider.ts'
import { foundInDatabase, foundInFile } from './found-in-journal.ts'
import { createJudge } from './judge.ts'
import { serverProcess, type Api, type ServerProcess } from './server-process.ts'

/** Every run has as many segments, in sets of three. */
const total = 24
const perSet = 3
/** Runs under way at a time, of these kinds in turn. */
const kinds = [{ concurrency: 1 }, { concurrency: 4 }, { concurrency: 1 }, { concurrency: 4, resend: true }] as const
const atOnce = 3

const numbers = Array.from({ length: total }, (_, at) => at + 1)

export type Killing = {
  readonly kills: number
  /** The provider keeps its answers. */
  readonly keeping: boolean
  /** Where the runs are; a file of the data folder by default. */
  readonly databaseUrl?: string
  /** Milliseconds in which a server that is started has sent something, if there is anything to do. */
  readonly busyMs: number
}

/** Kills a server again and again while it drafts, lets the last one draft to the end, and answers what that came to. */
export const killServers = async (killing: Killing) => {
  const { kills, keeping, databaseUrl, busyMs } = killing
  await using stack = new AsyncDisposableStack()
  const dataFolder = await mkdtemp(join(tmpdir(), 'coldopen-kills-'))
  stack.defer(() => rm(dataFolder, { recursive: true, force: true }))
  let hanging = true
  const fake = stack.use(await startFakeOpenAI({ behaviour: { delta: 60, sentences: 1 } }))
  // Plans come fast, so that most kills find sets. Now and then a provider does not begin to answer until the kill.
  fake.script(request => (hanging && request.kind === 'responses' && Math.random() < 0.05 ? { hang: true } : { pace: request.text.includes('"numbers"') ? 1000 : 5000 }))
  const env = {
    OPENAI_BASE_URL: fake.url,
    OPENAI_API_KEY: 'sk-kills',
    COLDOPEN_PROVIDER: 'openai',
    COLDOPEN_MODEL: 'fake',
    LOG_LEVEL: 'silent',
    NODE_COMPILE_CACHE: join(dataFolder, 'compiled'),
    ...(databaseUrl !== undefined && { COLDOPEN_DATABASE_URL: databaseUrl }),
  }
  const standBy = (): ServerProcess => stack.use(serverProcess(dataFolder, env))

  /** Ids of the runs by their ideas; those whose start was acknowledged; and those that were not complete at the last kill. */
  const ideas = new Map<string, string>()
  const started = new Set<string>()
  let open = new Set<string>()
  const judge = createJudge(ideas)
  let consents = 0
  const takeUps: number[] = []
  const asked = (from = 0) => fake.requests.slice(from).filter(request => request.kind === 'responses')

  const startRuns = async (api: Api, count: number): Promise<void> => {
    for (let at = 0; at < count; at++) {
      const kind = kinds[ideas.size % kinds.length] ?? kinds[0]
      const idea = `A lighthouse keeper finds door number ${ideas.size + 1} in the sea`
      const runId = crypto.randomUUID()
      ideas.set(idea, runId)
      open.add(runId)
      await api.runs.start.mutate({ runId, brief: { format: 'movie', idea, segments: total, perSet }, options: { ...kind, background: keeping } })
      started.add(runId)
    }
  }

  /** Gives consent wherever a run waits for it, and answers how many runs are not complete yet. */
  const tend = async (api: Api, firstOfLife: number): Promise<number> => {
    const { runs } = await api.runs.list.query({ status: ['pending', 'processing', 'paused', 'failed'], limit: 200 })
    for (const run of runs) {
      if (run.status !== 'paused' && run.status !== 'failed') continue
      expect(run).toMatchObject({ status: 'paused', paused: 'consent' })
      const sent = asked(firstOfLife).filter(request => ideas.get(askedIn(request).idea) === run.id)
      expect(sent, 'nothing leaves before the consent').toEqual([])
      consents++
      await api.runs.resume.mutate({ runId: run.id })
    }
    return runs.length
  }

  /** A moment that nobody chose: while the server starts, or somewhere in the requests that it sends. */
  const someMoment = async (server: ServerProcess, isStart: boolean): Promise<void> => {
    if (!isStart) {
      await server.listening()
      const requests = fake.requests.length + Math.floor(Math.random() * 6)
      await Promise.race([fake.until(sent => sent.length >= requests), sleep(busyMs)])
    }
    await sleep(Math.random() * 200)
  }

  /** Lets a server work until it is killed. */
  const workUntil = async (server: ServerProcess, moment: Promise<void>): Promise<void> => {
    const ended = new AbortController()
    const first = fake.requests.length
    const work = async (): Promise<void> => {
      const api = await server.listening()
      for (; !ended.signal.aborted; await sleep(20)) {
        const left = await tend(api, first)
        await startRuns(api, atOnce - left)
      }
    }
    const working = work().catch((error: unknown) => {
      if (!ended.signal.aborted) throw error
    })
    await Promise.race([moment, working])
    ended.abort()
    await server.kill()
    await working
  }

  let next = standBy()
  for (let kill = 0; kill < kills; kill++) {
    const server = next
    const first = fake.requests.length
    const begun = performance.now()
    let lives = true
    server.begin()
    // One that is killed before it takes anything up says nothing of how long that takes.
    if (keeping) void fake.until(() => fake.requests.slice(first).some(request => request.kind === 'retrieve')).then(() => lives && takeUps.push(performance.now() - begun))
    next = standBy()
    await workUntil(server, someMoment(server, kill % 8 === 7))
    lives = false
    judge.life(asked(first))
    const found = await (databaseUrl === undefined ? foundInFile(dataFolder, open) : foundInDatabase(databaseUrl, open))
    judge.dead(open, found)
    // A run that is complete is looked at again at the very end.
    open = new Set([...open].filter(run => found.get(run)?.state.status !== 'completed'))
  }

  hanging = false
  const first = fake.requests.length
  next.begin()
  const api = await next.listening()
  while ((await tend(api, first)) > 0) await sleep(20)
  judge.life(asked(first))
  for (const id of started) {
    const { parts } = await api.runs.get.query({ runId: id })
    const segments = parts.flatMap(part => part.segments)
    expect(segments.map(segment => segment.segment_number)).toEqual(numbers)
    judge.script(id, segments)
  }
  const runs = started.size
  const { requests, cutBeforeAnswer, cutInAnswer, kept } = judge.counts
  console.log(
    `${kills} kills: ${runs} runs complete of ${requests} requests; ${cutBeforeAnswer} cut before their answer began, ` +
      `${cutInAnswer} in mid-answer, ${kept} of them kept; ${consents} consents; ${judge.wrong.length} paid or kept wrongly`,
  )
  expect(judge.wrong).toEqual([])
  expect(runs).toBeGreaterThan(0)
  expect(cutInAnswer).toBeGreaterThan(0)
  return { runs, consents, takeUps, retrieved: fake.requests.filter(request => request.kind === 'retrieve').length, cutBeforeAnswer, kept }
}
