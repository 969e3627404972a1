import { setTimeout as sleep } from 'node:timers/promises'
import { howOften, isLong, reportFault } from '@coldopen/core/testing'
import { expect, test } from 'vitest'
import { askedIn, type Asked } from './asked-of-provider.ts'
import { startCrew, type DatabaseCrew } from './database-crew.ts'
import type { Api, ServerProcess } from './server-process.ts'

const total = 6
const perSet = 3
const numbers = Array.from({ length: total }, (_, at) => at + 1)
const kinds = [{ concurrency: 1 }, { concurrency: 4 }, { concurrency: 1, resend: true }, { concurrency: 4, resend: true }] as const

/** Runs in all, and how many of them may be open at a time: as many as are drafted between two blows, and some more. */
const runsInAll = Number(process.env['COLDOPEN_RUNS'] ?? howOften(16, 5000))
const openAtOnce = howOften(runsInAll, 120)
/** What is done to the servers and to the database in turn while they draft, at the least, and the longest pause between. */
const fewestBlows = 8
const pauseMs = howOften(500, 8000)
/** Tokens a second of a set. The more runs there are the shorter they may be. */
const pace = howOften(400, 1000)
/** Seconds of the lease, and for how long a server sleeps: longer than that. In its full form as people have it. */
const leaseSeconds = isLong ? 10 : 3
const asleepMs = isLong ? 60_000 : 5000

const anyOf = <T>(some: readonly T[]): T => {
  const one = some[Math.floor(Math.random() * some.length)]
  if (one === undefined) throw new Error('there is none')
  return one
}

/** What a server answers is waited for this long: one may fall asleep over it. */
const answerMs = 10_000

/** Asks some server until one answers: those that are dead, asleep or without a database are passed over. */
const ask = async <T>(servers: () => DatabaseCrew['servers'], what: (api: Api, signal: AbortSignal) => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await what(anyOf(servers()).api, AbortSignal.timeout(answerMs))
    } catch {
      await sleep(50)
    }
  }
}

/** What the journal knows of a run and what the provider was asked for it, where they have to agree. */
const faultsOf = async (crew: DatabaseCrew, run: string, asked: readonly Asked[]): Promise<string[]> => {
  const state = await crew.store.load(run)
  const events = await crew.store.events(run, 0, 100_000)
  const found = state?.parts.flatMap(part => part.output.segments.map(segment => segment.segment_number)) ?? []
  const wrong: string[] = []
  if (state?.status !== 'completed') wrong.push(`run ${run} is ${state?.status}`)
  if (found.join() !== numbers.join()) wrong.push(`run ${run} has segments ${found.join()}`)
  const starts = events.filter(event => event.type === 'part-start' || event.type === 'plan-start')
  for (const part of state?.parts ?? []) {
    const ends = events.filter(event => (event.type === 'part-end' || event.type === 'plan-end') && event.part === part.number)
    if (ends.length !== 1) wrong.push(`part ${part.number} of run ${run} ended ${ends.length} times`)
    if (starts.some(start => start.part === part.number && start.seq > (ends[0]?.seq ?? 0))) wrong.push(`part ${part.number} of run ${run} was begun again after its end`)
  }
  // What was asked for: never what the run had kept by then, and never without the word of it in the journal first.
  if (asked.length > starts.length) wrong.push(`run ${run} sent ${asked.length} requests, and meant to send ${starts.length}`)
  const meant = events.flatMap(event => (event.type === 'part-start' ? [event.asked.join()] : []))
  for (const request of asked) if (request.from === undefined && !meant.includes(request.numbers.join())) wrong.push(`run ${run} asked for ${request.numbers.join()}, which it never meant to`)
  return wrong
}

const crew = await startCrew({ servers: 3, leaseSeconds, fake: { behaviour: { delta: 60, sentences: 1 } } })

test.skipIf(crew === undefined)(`three servers on one database, killed, asleep and without their database again and again: every one of ${runsInAll} runs is right, and nothing finished is asked for twice [R1 R13 R18]`, { timeout: 240_000 + runsInAll * 2000 }, async () => {
  if (!crew) return
  await using _ = crew
  crew.fake.script(request => ({ pace: request.text.includes('"numbers"') ? pace : 5000 }))
  /** Ids of the runs by their ideas, and those that are not complete yet. */
  const runs = new Map<string, string>()
  const open = new Set<string>()
  const counts = { kills: 0, sleeps: 0, stops: 0, consents: 0 }
  let sleeper: ServerProcess | undefined
  let asleep = Promise.resolve()
  const awake = () => crew.servers.filter(server => server.process !== sleeper)

  const start = async (): Promise<void> => {
    const runId = crypto.randomUUID()
    const idea = `A lighthouse keeper finds door number ${runs.size + 1} in the sea`
    runs.set(idea, runId)
    const options = anyOf(kinds)
    await ask(awake, (api, signal) => api.runs.start.mutate({ runId, brief: { format: 'movie', idea, segments: total, perSet }, options }, { signal }))
    open.add(runId)
  }

  /** Gives consent where a run waits for it, and looks no more after those that have ended. */
  const tend = async (): Promise<void> => {
    const consent = async (id: string): Promise<void> => {
      const run = await crew.store.summary(id).catch(() => undefined)
      if (run?.status === 'completed' || run?.status === 'failed') open.delete(id)
      if (run?.status !== 'paused' || run.paused !== 'consent') return
      counts.consents++
      await ask(awake, (api, signal) => api.runs.resume.mutate({ runId: id }, { signal }))
    }
    await Promise.all([...open].map(consent))
  }

  const tending = new AbortController()
  const tended = (async () => {
    for (; !tending.signal.aborted; await sleep(200)) await tend()
  })()

  const kill = async (): Promise<void> => {
    const server = anyOf(awake())
    await server.process.kill()
    await crew.start(crew.servers.indexOf(server))
    counts.kills++
  }
  const stop = async (): Promise<void> => {
    await crew.postgres.stop()
    await sleep(Math.random() * 2000)
    await crew.postgres.start()
    counts.stops++
  }
  /** One server sleeps while the others go on, and are struck; while it does, no other falls asleep. */
  const freeze = async (): Promise<void> => {
    if (sleeper) return stop()
    const { process } = anyOf(crew.servers)
    sleeper = process
    process.freeze()
    counts.sleeps++
    asleep = sleep(asleepMs).then(() => {
      process.thaw()
      sleeper = undefined
    })
  }

  const all = [kill, stop, freeze, stop, stop, stop]
  let blows = 0
  for (; blows < fewestBlows || runs.size < runsInAll; blows++) {
    await Promise.all(Array.from({ length: Math.max(0, Math.min(runsInAll - runs.size, openAtOnce - open.size)) }, start))
    await sleep(Math.random() * pauseMs)
    await all[blows % all.length]?.()
  }
  await asleep
  tending.abort()
  await tended
  for (; open.size > 0; await sleep(100)) await tend()

  const wrong: string[] = []
  let right = 0
  const asked = Map.groupBy(crew.fake.requests.map(askedIn), request => request.idea)
  for (const [idea, run] of runs) {
    const faults = await faultsOf(crew, run, asked.get(idea) ?? [])
    if (faults.length === 0) right++
    wrong.push(...faults)
  }
  const { kills, sleeps, stops } = counts
  const figure = `${right} of ${runs.size} runs right`
  reportFault({ row: 'R13', did: `three servers: ${kills} kills, ${sleeps} sleeps of ${asleepMs / 1000} s, the database stopped ${stops} times for 0–2 s`, times: blows, figure, target: `${runs.size} of ${runs.size}` })
  console.log(`${kills} kills, ${sleeps} sleeps, ${stops} stops of the database; ${runs.size} runs, ${crew.fake.requests.length} requests, ${counts.consents} consents; ${wrong.length} things wrong`)
  expect(wrong).toStrictEqual([])
})
