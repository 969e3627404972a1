import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { howOften, reportFault } from '@coldopen/core/testing'
import { startFakeOpenAI } from '@coldopen/fake-openai'
import { expect, test } from 'vitest'
import { askedIn } from './asked-of-provider.ts'
import { foundInJournal } from './found-in-journal.ts'
import { createJudge } from './judge.ts'
import { serverProcess, type Api, type ServerProcess } from './server-process.ts'

const kills = Number(process.env['COLDOPEN_KILLS'] ?? howOften(20, 300))

/** Every run has as many segments, in sets of three. */
const total = 24
const perSet = 3
/** Runs under way at a time, of these kinds in turn. */
const kinds = [{ concurrency: 1 }, { concurrency: 4 }, { concurrency: 1 }, { concurrency: 4, resend: true }] as const
const atOnce = 3

const numbers = Array.from({ length: total }, (_, at) => at + 1)

/** Kills a server again and again while it drafts, and answers what that came to. `keeping`: the provider keeps its answers. */
const killServers = async (kills: number, keeping: boolean) => {
  await using stack = new AsyncDisposableStack()
  const dataFolder = await mkdtemp(join(tmpdir(), 'coldopen-kills-'))
  stack.defer(() => rm(dataFolder, { recursive: true, force: true }))
  let killing = true
  const fake = stack.use(await startFakeOpenAI({ behaviour: { delta: 60, sentences: 1 } }))
  // Plans come fast, so that most kills find sets. Now and then a provider does not begin to answer until the kill.
  fake.script(request => (killing && request.kind === 'responses' && Math.random() < 0.05 ? { hang: true } : { pace: request.text.includes('"numbers"') ? 1000 : 5000 }))
  const env = {
    OPENAI_BASE_URL: fake.url,
    OPENAI_API_KEY: 'sk-kills',
    COLDOPEN_PROVIDER: 'openai',
    COLDOPEN_MODEL: 'fake',
    LOG_LEVEL: 'silent',
    NODE_COMPILE_CACHE: join(dataFolder, 'compiled'),
  }
  const standBy = (): ServerProcess => stack.use(serverProcess(dataFolder, env))

  /** Ids of the runs by their ideas. */
  const ideas = new Map<string, string>()
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
      await api.runs.start.mutate({ runId, brief: { format: 'movie', idea, segments: total, perSet }, options: { ...kind, background: keeping } })
    }
  }

  /** Gives consent wherever a run waits for it, and answers how many runs are not complete yet. */
  const tend = async (api: Api, firstOfLife: number): Promise<number> => {
    const { runs } = await api.runs.list.query({ limit: 200 })
    for (const run of runs) {
      if (run.status !== 'paused' && run.status !== 'failed') continue
      expect(run).toMatchObject({ status: 'paused', paused: 'consent' })
      const sent = asked(firstOfLife).filter(request => ideas.get(askedIn(request).idea) === run.id)
      expect(sent, 'nothing leaves before the consent').toEqual([])
      consents++
      await api.runs.resume.mutate({ runId: run.id })
    }
    return runs.filter(run => run.status !== 'completed').length
  }

  /** A moment that nobody chose: while the server starts, or somewhere in the requests that it sends. */
  const someMoment = async (server: ServerProcess, isStart: boolean): Promise<void> => {
    if (!isStart) {
      await server.listening()
      const requests = fake.requests.length + Math.floor(Math.random() * 6)
      await Promise.race([fake.until(sent => sent.length >= requests), sleep(1000)])
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
        const open = await tend(api, first)
        await startRuns(api, atOnce - open)
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
    server.begin()
    if (keeping) void fake.until(() => fake.requests.slice(first).some(request => request.kind === 'retrieve')).then(() => takeUps.push(performance.now() - begun))
    next = standBy()
    await workUntil(server, someMoment(server, kill % 8 === 7))
    judge.life(asked(first))
    judge.dead(await foundInJournal(dataFolder))
  }

  killing = false
  const first = fake.requests.length
  next.begin()
  const api = await next.listening()
  while ((await tend(api, first)) > 0) await sleep(20)
  judge.life(asked(first))
  const { runs } = await api.runs.list.query({ limit: 200 })
  for (const { id } of runs) {
    const { parts } = await api.runs.get.query({ runId: id })
    const segments = parts.flatMap(part => part.segments)
    expect(segments.map(segment => segment.segment_number)).toEqual(numbers)
    judge.script(id, segments)
  }
  const { requests, cutBeforeAnswer, cutInAnswer, kept } = judge.counts
  console.log(
    `${kills} kills: ${runs.length} runs complete of ${requests} requests; ${cutBeforeAnswer} cut before their answer began, ` +
      `${cutInAnswer} in mid-answer, ${kept} of them kept; ${consents} consents; ${judge.wrong.length} paid or kept wrongly`,
  )
  expect(judge.wrong).toEqual([])
  expect(runs.length).toBeGreaterThan(0)
  expect(cutInAnswer).toBeGreaterThan(0)
  return { runs: runs.length, consents, takeUps, retrieved: fake.requests.filter(request => request.kind === 'retrieve').length, cutBeforeAnswer, kept }
}

const timeout = 60_000 + kills * 6000

test(`${kills} kills at random moments: no finished segment is paid for twice, and every run completes (R1, R3, R4)`, { timeout }, async () => {
  const { runs, consents, cutBeforeAnswer } = await killServers(kills, false)
  const figure = `0 paid for again, 0 lost, ${runs} of ${runs} runs complete`
  reportFault({ row: 'R1', did: 'kill -9 of the server at random moments, in order and four at once', times: kills, figure, target: '0 paid for again, 0 lost, no run stuck' })
  const unsure = `${cutBeforeAnswer} requests without an answer, 0 sent again before one of ${consents} consents`
  reportFault({ row: 'R3', did: 'kill -9 between sending and the beginning of the answer', times: cutBeforeAnswer, figure: unsure, target: 'none sent again without consent' })
})

test(`${kills} kills while the provider keeps its answers: each is read on, and none is asked for again (R2)`, { timeout }, async () => {
  const { kept, takeUps, retrieved } = await killServers(kills, true)
  expect(kept).toBeGreaterThan(0)
  expect(retrieved).toBeGreaterThan(0)
  const slowest = (Math.max(...takeUps) / 1000).toFixed(2)
  const figure = `${kept} answers cut, 0 paid for again, taken up ${slowest} s after the start at the latest`
  reportFault({ row: 'R2', did: 'kill -9 in mid-answer, background mode on', times: kills, figure, target: '0 paid for again, taken up in 2 s' })
  console.log(figure)
})
