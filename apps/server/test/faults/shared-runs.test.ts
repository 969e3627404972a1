import { reportFault } from '@coldopen/core/testing'
import { Client } from 'pg'
import { afterAll, expect, test, vi } from 'vitest'
import { shortenHold, startCrew, type DatabaseCrew } from './database-crew.ts'
import { serverFileOf } from './server-process.ts'

/** Milliseconds that a test may take on a machine that is busy. */
vi.setConfig({ testTimeout: 120_000 })

const crew = await startCrew({ servers: 2, fake: { behaviour: { delta: 60, sentences: 1 } } })
afterAll(() => crew?.[Symbol.asyncDispose]())
const shared = test.skipIf(crew === undefined)

const brief = { format: 'movie', segments: 12, perSet: 3 } as const

const started = async (given: DatabaseCrew, server: number, idea: string): Promise<string> => {
  const { runId } = await at(given, server).runs.start.mutate({ brief: { ...brief, idea } })
  return runId
}

const at = (given: DatabaseCrew, server: number) => {
  const found = given.servers[server]
  if (!found) throw new Error(`there is no server ${server}`)
  return found.api
}

const statusOf = async (given: DatabaseCrew, run: string) => (await given.store.summary(run))?.status

shared('a run that one server was asked for is drafted by one of them, and any of them tells of it', async () => {
  if (!crew) return
  const run = await started(crew, 0, 'A door in the sea')
  await expect.poll(() => statusOf(crew, run), { timeout: 40_000 }).toBe('completed')
  const told = await Promise.all([0, 1].map(server => at(crew, server).runs.get.query({ runId: run })))
  expect(told[0]).toStrictEqual(told[1])
  expect(told[0]?.parts.flatMap(part => part.segments)).toHaveLength(12)
})

shared('a cancel reaches the server that has the run, whichever is asked, and no request leaves once it is answered', async () => {
  if (!crew) return
  crew.fake.script(() => ({ pace: 100 }))
  const took: number[] = []
  for (const server of [0, 1, 0, 1]) {
    const before = crew.fake.requests.length
    const run = await started(crew, 0, `A door that is shut by server ${server}`)
    await crew.fake.until(requests => requests.length > before)
    const since = performance.now()
    await at(crew, server).runs.cancel.mutate({ runId: run })
    took.push(performance.now() - since)
    const requests = crew.fake.requests.length
    await expect.poll(() => statusOf(crew, run), { timeout: 20_000 }).toBe('cancelled')
    expect(crew.fake.requests).toHaveLength(requests)
  }
  crew.fake.script(() => ({}))
  reportFault({ row: 'R19', did: 'cancel at a server that may not have the run', times: took.length, figure: `${Math.round(Math.max(...took))} ms at most`, target: '1000 ms' })
})

shared('a server that is told to end lets its request finish and hands the run on: nothing is asked for twice, and nobody is asked', async () => {
  if (!crew) return
  crew.fake.script(() => ({ pace: 400 }))
  const first = crew.fake.requests.length
  await crew.start(2)
  const runs = await Promise.all([0, 1, 2].map(server => started(crew, server, `A door for server ${server}`)))
  await crew.fake.until(requests => requests.length >= first + 4)
  await crew.servers[2]?.process.end()
  crew.fake.script(() => ({}))
  for (const run of runs) await expect.poll(() => statusOf(crew, run), { timeout: 40_000 }).toBe('completed')
  expect(crew.fake.requests.length - first).toBe(3 * 5)
})

shared('a person’s word to a run that rests is carried out by whichever server takes it up, and a refusal is told', async () => {
  if (!crew) return
  crew.fake.script(() => ({ pace: 100 }))
  const before = crew.fake.requests.length
  const run = await started(crew, 0, 'A door that opens again')
  await crew.fake.until(requests => requests.length > before)
  await at(crew, 1).runs.cancel.mutate({ runId: run })
  await expect.poll(() => statusOf(crew, run), { timeout: 20_000 }).toBe('cancelled')
  crew.fake.script(() => ({}))
  await at(crew, 1).runs.resume.mutate({ runId: run })
  await expect.poll(() => statusOf(crew, run), { timeout: 40_000 }).toBe('completed')
  await expect(at(crew, 0).runs.retryPart.mutate({ runId: run, part: 99 })).rejects.toMatchObject({ data: { coldopen: 'invalid-input' } })
})

/** When the events of a run arrive at a follower, by their numbers; it ends with the run. */
const arrivals = async (folder: string, run: string): Promise<Map<number, number>> => {
  const file = await serverFileOf(folder)
  const input = encodeURIComponent(JSON.stringify({ runId: run }))
  const answer = await fetch(`${file?.url}/trpc/runs.events?input=${input}`, { headers: { authorization: `Bearer ${file?.token}`, accept: 'text/event-stream' } })
  const arrived = new Map<number, number>()
  let text = ''
  for await (const piece of answer.body ?? []) {
    text += Buffer.from(piece).toString()
    const whole = text.lastIndexOf('\n') + 1
    for (const [, seq] of text.slice(0, whole).matchAll(/^id: (\d+)$/gm)) arrived.set(Number(seq), performance.now())
    if (text.includes('"run-end"')) return arrived
    text = text.slice(whole)
  }
  throw new Error('the stream ended before the run')
}

shared('deltas reach a follower at another server, in order, and nothing that stays is missed', async () => {
  if (!crew) return
  crew.fake.script(() => ({ pace: 1000 }))
  const run = await started(crew, 0, 'A door that is watched')
  const [here, there] = await Promise.all([0, 1].map(server => arrivals(crew.servers[server]?.folder ?? '', run)))
  crew.fake.script(() => ({}))
  // Text of a part that is whole by the time it is read is not told any more: the end of the part stands for it.
  const kept = (await crew.store.events(run, 0, 100_000)).map(event => event.seq)
  for (const arrived of [here, there]) {
    const seqs = [...(arrived?.keys() ?? [])]
    expect(seqs).toStrictEqual(seqs.toSorted((a, b) => a - b))
    expect(kept.filter(seq => !arrived?.has(seq))).toStrictEqual([])
  }
  const lags = [...(here ?? [])].map(([seq, time]) => Math.abs((there?.get(seq) ?? time) - time)).toSorted((a, b) => a - b)
  const p99 = lags[Math.floor(lags.length * 0.99)] ?? Infinity
  reportFault({ row: 'R18', did: 'deltas to followers at two servers, one of which drafts: how far they are apart', times: lags.length, figure: `p99 ${Math.round(p99)} ms`, target: 'p99 250 ms' })
})

/** What a follower at server 1 is told of a run until its stream ends. `atEnd` is done once it has been told of the run's end. */
const toldOf = async (given: DatabaseCrew, run: string, atEnd: () => Promise<unknown>): Promise<string> => {
  const file = await serverFileOf(given.servers[1]?.folder ?? '')
  const answer = await fetch(`${file?.url}/runs/${run}/events`, { headers: { authorization: `Bearer ${file?.token}`, accept: 'text/event-stream' } })
  let text = ''
  let isOver = false
  for await (const piece of answer.body ?? []) {
    text += Buffer.from(piece).toString()
    if (isOver || !text.includes('"run-end"')) continue
    isOver = true
    await atEnd()
  }
  return text
}

const saysGone = 'event: problem\ndata: {"code":"not-found"'

shared('a run that is deleted at one server says so to those who follow it at another', async () => {
  if (!crew) return
  const run = await started(crew, 0, 'A door that is forgotten')
  expect(await toldOf(crew, run, () => at(crew, 0).runs.delete.mutate({ runId: run }))).toContain(saysGone)
})

shared('a run that is deleted while a server hears nothing says so to those who follow it there as soon as it hears again', async () => {
  if (!crew) return
  await using stack = new AsyncDisposableStack()
  const client = new Client({ connectionString: crew.url })
  await client.connect()
  stack.defer(() => client.end())
  const wires = "from pg_stat_activity where datname = current_database() and application_name = 'coldopen wire'"
  const count = async (): Promise<unknown> => (await client.query(`select count(*)::int as wires ${wires}`)).rows[0]?.wires
  const run = await started(crew, 0, 'A door that nobody heard')
  const text = await toldOf(crew, run, async () => {
    crew.servers[1]?.process.freeze()
    await client.query(`select pg_terminate_backend(pid) ${wires}`)
    // The other server is told of again; this one sleeps.
    await expect.poll(count, { timeout: 20_000 }).toBe(1)
    await at(crew, 0).runs.delete.mutate({ runId: run })
    crew.servers[1]?.process.thaw()
  })
  expect(text).toContain(saysGone)
})

/** Seconds for which one server may have a run without renewing it, in place of a day. */
const holdSeconds = 8

shared('a run that takes longer than any server may have one stays where it is: nothing is cut, and nothing asked for twice', async () => {
  if (!crew) return
  await shortenHold(crew.url, holdSeconds)
  crew.fake.script(() => ({ stall: 50 }))
  const before = crew.fake.requests.length
  const began = performance.now()
  const run = await started(crew, 0, 'A door that stays open for a day')
  await crew.fake.until(requests => requests.slice(before).some(request => request.state === 'stalled'))
  await expect.poll(() => performance.now() - began > (holdSeconds + 3) * 1000, { timeout: 60_000, interval: 200 }).toBe(true)
  crew.fake.script(() => ({}))
  crew.fake.release()
  await expect.poll(() => statusOf(crew, run), { timeout: 40_000 }).toBe('completed')
  expect(crew.fake.requests).toHaveLength(before + 5)
  expect(await crew.store.claim(run), 'one server has had it').toBe(2)
})
