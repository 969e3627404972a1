import { setTimeout as sleep } from 'node:timers/promises'
import { isLong, reportFault } from '@coldopen/core/testing'
import type { RunEvent } from '@coldopen/core'
import { expect, test } from 'vitest'
import { createColdopen } from '../src/create-coldopen.ts'
import { followRun } from '../src/follow-run.ts'
import { cutProxy } from './cut-proxy.ts'
import { openStudio, untilEnd, type OpenStudio } from './open-studio.ts'

const idea = 'A lighthouse keeper — 灯台守 — finds a door 🚪 in the sea 👩‍🚀, größer als „alles“'

/** Connections to cut, each at another byte; COLDOPEN_FAULTS=long cuts at every one. */
const cuts = 160

/** A run that was cancelled in the middle of an answer, with pieces of text in its journal, to which nothing is added any more. */
const stoppedRun = async (studio: OpenStudio): Promise<string> => {
  studio.fake.script((_, nth) => (nth === 2 ? { stall: 1500 } : undefined))
  const { runId } = await studio.client().api.runs.start.mutate({ brief: { format: 'movie', idea, segments: 4 } })
  await studio.fake.until(requests => requests.some(request => request.state === 'stalled'))
  for await (const event of studio.client().events(runId, 0)) if (event.type === 'segment-delta') break
  await studio.client().api.runs.cancel.mutate({ runId })
  await untilEnd(studio.client(), runId)
  return runId
}

/** The first so many events of a run. */
const take = async (events: AsyncGenerator<RunEvent>, count: number): Promise<RunEvent[]> => {
  const taken: RunEvent[] = []
  for await (const event of events) if (taken.push(event) === count) break
  return taken
}

/** The events up to the first of a type. */
async function* upTo(type: RunEvent['type'], events: AsyncGenerator<RunEvent>): AsyncGenerator<RunEvent> {
  for await (const event of events) {
    yield event
    if (event.type === type) return
  }
}

/** What a stream sends up to the event of a number, to the byte. */
const bytesOf = async (studio: OpenStudio, runId: string, last: number): Promise<Buffer> => {
  const { url, token } = studio.server()
  const leave = new AbortController()
  const response = await fetch(`${url}/runs/${runId}/events`, { headers: { authorization: `Bearer ${token}` }, signal: leave.signal })
  const pieces: Uint8Array[] = []
  for await (const piece of response.body ?? []) {
    pieces.push(piece)
    const bytes = Buffer.concat(pieces)
    if (bytes.includes('\n\n', bytes.indexOf(`id: ${last}\n`) + 1) && bytes.includes(`id: ${last}\n`)) break
  }
  leave.abort()
  return Buffer.concat(pieces)
}

/** Places spread over an answer and its head, more of them inside and around characters of several bytes. */
const placesIn = (bytes: Buffer): number[] => {
  const head = 400
  if (isLong) return Array.from({ length: bytes.length + head }, (_, at) => at)
  const wide = [...bytes.keys()].filter(at => (bytes[at] ?? 0) > 127).slice(0, cuts / 2)
  const step = (bytes.length + head) / (cuts / 2)
  return [...wide.map(at => at + 200), ...Array.from({ length: cuts / 2 }, (_, at) => Math.floor(at * step))]
}

test('a subscriber that is cut off at any byte has the same events afterwards: no gap, and nothing twice (R5)', { timeout: isLong ? 3_600_000 : 120_000 }, async () => {
  await using studio = await openStudio()
  const runId = await stoppedRun(studio)
  const last = (await studio.client().api.runs.list.query({})).runs[0]?.lastSeq ?? 0
  const whole: RunEvent[] = []
  for await (const event of studio.client().events(runId, 0)) {
    whole.push(event)
    if (event.seq === last) break
  }
  const bytes = await bytesOf(studio, runId, last)
  expect(bytes.toString()).toMatch(/灯台守/)
  expect(bytes.toString()).toMatch(/👩‍🚀/)
  expect(whole.filter(event => event.type === 'segment-delta').length).toBeGreaterThan(0)

  const { url, token } = studio.server()
  const cutOnce = async (at: number): Promise<number> => {
    await using proxy = await cutProxy(new URL(url), at)
    const client = createColdopen({ url: proxy.url, token, deadlineMs: 60_000 })
    expect(await take(client.events(runId, 0), whole.length), `cut at ${at}`).toEqual(whole)
    return proxy.connections()
  }
  const places = placesIn(bytes)
  let reconnected = 0
  for (let at = 0; at < places.length; at += 80) {
    const opened = await Promise.all(places.slice(at, at + 80).map(cutOnce))
    reconnected += opened.filter(connections => connections > 1).length
  }
  expect(reconnected).toBeGreaterThan(places.length / 2)
  reportFault({
    row: 'R5',
    did: 'cut a subscriber off at a byte of its stream (ASCII, CJK, emoji)',
    times: places.length,
    figure: `${reconnected} reconnected, 0 events missing, 0 twice`,
    target: '0 events missing, 0 twice',
  })
})

test('whoever follows a run follows it to the next server on its folder', { timeout: 60_000 }, async () => {
  await using studio = await openStudio()
  const { runId } = await studio.client().api.runs.start.mutate({ brief: { format: 'movie', idea }, model: { provider: 'sample' }, options: { speed: 6000 } })
  const connect = async () => createColdopen({ ...studio.server(), deadlineMs: 300 })
  const events: RunEvent[] = []
  let restarts = 0
  for await (const event of followRun(connect, { run: runId, after: 0 })) {
    events.push(event)
    if (event.type === 'part-start' && event.part > restarts) {
      restarts++
      await studio.restart()
    }
    if (event.type === 'run-end') break
  }
  expect(restarts).toBe(2)
  expect(events.at(-1)).toMatchObject({ type: 'run-end', status: 'completed' })
  const seqs = events.map(event => event.seq)
  expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b))
  expect(events.filter(event => event.type === 'part-end').flatMap(event => event.segments)).toHaveLength(20)
})

test('a server that is gone is told after the deadline, and not before', async () => {
  const studio = await openStudio()
  const runId = await stoppedRun(studio)
  const client = createColdopen({ ...studio.server(), deadlineMs: 200 })
  const events = client.events(runId, 0)
  expect((await events.next()).value).toMatchObject({ type: 'run-start' })
  await studio[Symbol.asyncDispose]()
  await expect(Array.fromAsync(events)).rejects.toMatchObject({ code: 'storage', serverGone: true, message: expect.stringContaining('does not answer') })
  await expect(Array.fromAsync(client.events(runId, 0))).rejects.toMatchObject({ code: 'storage', serverGone: true })
})

test('a network that is gone for long is waited for by those who say so, and what they missed comes then', async () => {
  await using studio = await openStudio()
  const runId = await stoppedRun(studio)
  const { url, token } = studio.server()
  const whole = await Array.fromAsync(upTo('run-end', studio.client().events(runId, 0)))
  let gone = 0
  // Oftener than those who do not wait look for a server.
  const connect = async () => createColdopen(gone < 8 ? { url: 'http://127.0.0.1:9', token, deadlineMs: 1 } : { url, token })
  const followed = followRun(connect, { run: runId, after: 0, onGone: () => gone++ })
  expect(await Array.fromAsync(upTo('run-end', followed))).toEqual(whole)
  expect(gone).toBe(8)
})

test('somebody who leaves is not kept waiting for a server that is gone', async () => {
  const leave = new AbortController()
  const connect = async () => createColdopen({ url: 'http://127.0.0.1:9', token: '0'.repeat(64), deadlineMs: 20 })
  const following = Array.fromAsync(followRun(connect, { run: 'run', after: 0 }, leave.signal))
  await sleep(100)
  leave.abort()
  expect(await following).toEqual([])
})
