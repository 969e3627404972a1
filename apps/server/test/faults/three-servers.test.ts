import { setTimeout as sleep } from 'node:timers/promises'
import { howOften, isLong, reportFault } from '@coldopen/core/testing'
import { expect, test } from 'vitest'
import { askedIn } from './asked-of-provider.ts'
import { startCrew, type DatabaseCrew } from './database-crew.ts'
import type { Api } from './server-process.ts'

const total = 12
const perSet = 3
const numbers = Array.from({ length: total }, (_, at) => at + 1)
const kinds = [{ concurrency: 1 }, { concurrency: 4 }, { concurrency: 1, resend: true }, { concurrency: 4, resend: true }] as const

/** What is done to the servers and to the database in turn, while they draft. */
const blows = howOften(8, 400)
/** Runs that are started for each of them. */
const runsABlow = howOften(2, 13)
/** Seconds of the lease, and for how long a server sleeps: longer than that. In its full form as people have it. */
const leaseSeconds = isLong ? 10 : 3
const asleepMs = isLong ? 60_000 : 5000

const anyOf = <T>(some: readonly T[]): T => {
  const one = some[Math.floor(Math.random() * some.length)]
  if (one === undefined) throw new Error('there is none')
  return one
}

/** Asks some server until one answers: those that are dead, asleep or without a database are passed over. */
const ask = async <T>(crew: DatabaseCrew, what: (api: Api) => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await what(anyOf(crew.servers).api)
    } catch {
      await sleep(50)
    }
  }
}

/** What the journal and the provider know of a run, where they have to agree. */
const faultsOf = async (crew: DatabaseCrew, run: string, idea: string): Promise<string[]> => {
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
  const asked = crew.fake.requests.map(askedIn).filter(request => request.idea === idea)
  if (asked.length > starts.length) wrong.push(`run ${run} sent ${asked.length} requests, and meant to send ${starts.length}`)
  const meant = events.flatMap(event => (event.type === 'part-start' ? [event.asked.join()] : []))
  for (const request of asked) if (request.from === undefined && !meant.includes(request.numbers.join())) wrong.push(`run ${run} asked for ${request.numbers.join()}, which it never meant to`)
  return wrong
}

const crew = await startCrew({ servers: 3, leaseSeconds, fake: { behaviour: { delta: 60, sentences: 1 } } })

test.skipIf(crew === undefined)(`three servers on one database, with ${blows} kills, sleeps and stops of the database: every run is right, and nothing finished is asked for twice [R1 R13 R18]`, { timeout: 240_000 + blows * 30_000 }, async () => {
  if (!crew) return
  await using _ = crew
  crew.fake.script(request => ({ pace: request.text.includes('"numbers"') ? 400 : 5000 }))
  const runs = new Map<string, string>()
  const counts = { kills: 0, sleeps: 0, stops: 0, consents: 0 }

  const start = async (): Promise<void> => {
    const runId = crypto.randomUUID()
    const idea = `A lighthouse keeper finds door number ${runs.size + 1} in the sea`
    runs.set(runId, idea)
    await ask(crew, api => api.runs.start.mutate({ runId, brief: { format: 'movie', idea, segments: total, perSet }, options: anyOf(kinds) }))
  }

  /** Gives consent where a run waits for it. Answers how many are not complete yet. */
  const tend = async (): Promise<number> => {
    const listed = await Promise.all([...runs.keys()].map(run => crew.store.summary(run).catch(() => undefined)))
    for (const run of listed) {
      if (run?.status !== 'paused' || run.paused !== 'consent') continue
      counts.consents++
      await ask(crew, api => api.runs.resume.mutate({ runId: run.id }))
    }
    return listed.filter(run => run?.status !== 'completed').length
  }

  const tending = new AbortController()
  const tended = (async () => {
    for (; !tending.signal.aborted; await sleep(200)) await tend()
  })()

  const kill = async (): Promise<void> => {
    const at = anyOf([...crew.servers.keys()])
    await crew.servers[at]?.process.kill()
    await crew.start(at)
    counts.kills++
  }
  const freeze = async (): Promise<void> => {
    const { process } = anyOf(crew.servers)
    process.freeze()
    await sleep(asleepMs)
    process.thaw()
    counts.sleeps++
  }
  const stop = async (): Promise<void> => {
    await crew.postgres.stop()
    await sleep(Math.random() * 2000)
    await crew.postgres.start()
    counts.stops++
  }

  const all = [kill, stop, freeze]
  for (let blow = 0; blow < blows; blow++) {
    for (let run = 0; run < runsABlow; run++) await start()
    await sleep(Math.random() * 500)
    await all[blow % all.length]?.()
  }
  tending.abort()
  await tended
  while ((await tend()) > 0) await sleep(100)

  const wrong: string[] = []
  for (const [run, idea] of runs) wrong.push(...(await faultsOf(crew, run, idea)))
  const { kills, sleeps, stops } = counts
  const figure = `${runs.size - new Set(wrong).size} of ${runs.size} runs right`
  reportFault({ row: 'R13', did: `three servers: ${kills} kills, ${sleeps} sleeps of ${asleepMs / 1000} s, the database stopped ${stops} times for 0–2 s`, times: blows, figure, target: `${runs.size} of ${runs.size}` })
  console.log(`${kills} kills, ${sleeps} sleeps, ${stops} stops of the database; ${runs.size} runs, ${crew.fake.requests.length} requests, ${counts.consents} consents; ${wrong.length} things wrong`)
  expect(wrong).toStrictEqual([])
})
