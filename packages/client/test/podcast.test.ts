import { setTimeout as sleep } from 'node:timers/promises'
import type { RunEvent } from '@coldopen/core'
import type { FakeOpenAI, Script } from '@coldopen/fake-openai'
import { wordCount } from '@coldopen/script'
import { expect, test } from 'vitest'
import type { Coldopen } from '../src/create-coldopen.ts'
import { endOf, openStudio, untilEnd } from './open-studio.ts'

const brief = { format: 'podcast', idea: 'Why the harbour silts up', topic: 'The harbour' } as const
const nineAtOnce = { concurrency: 9 }

const paid = (fake: FakeOpenAI) => fake.requests.filter(request => request.kind === 'responses')
const hasTool = (request: { body: unknown }): boolean => JSON.stringify(request.body).includes('web_search')
const startsIn = (events: readonly RunEvent[]) => events.filter(event => event.type === 'part-start')
const packIn = (body: unknown): unknown => {
  const { input } = Object(body)
  return JSON.parse(input).material.pack
}

const chunksOf = async (client: Coldopen, runId: string) => {
  const { parts } = await client.api.runs.get.query({ runId })
  return parts.flatMap(part => part.chunk ?? [])
}

/** The first line of progress that has so many units. */
const lineWith = async (client: Coldopen, runId: string, unitsDone: number) => {
  for await (const event of client.events(runId, 0)) if (event.type === 'progress' && event.unitsDone === unitsDone) return event
  return undefined
}

/** Behaves so at the first request for a chunk, and well at any other. */
const once = (chunk: number, behaviour: ReturnType<Script>): Script => {
  let isOver = false
  return request => {
    if (isOver || !request.text.includes(`You write chunk ${chunk} of `)) return undefined
    isOver = true
    return behaviour
  }
}

test('a podcast of 10 000 words, nine chunks at once: the first searches, alone, and the others keep to what it found', { timeout: 60_000 }, async () => {
  await using studio = await openStudio({ behaviour: { search: 7 } })
  const { fake } = studio
  fake.script((_, nth) => ({ stall: nth === 1 ? 200 : 1500 }))
  const client = studio.client()
  const { runId } = await client.api.runs.start.mutate({ brief, options: nineAtOnce })
  const following = untilEnd(client, runId)
  await fake.until(requests => requests[0]?.state === 'stalled')
  await sleep(100)
  expect(paid(fake)).toHaveLength(1)
  fake.release()
  await fake.until(requests => requests.filter(request => request.state === 'stalled').length === 9)
  expect(paid(fake).map(request => request.state)).toEqual(['answered', ...Array.from({ length: 9 }, () => 'stalled')])
  expect(await lineWith(client, runId, 1)).toMatchObject({ partsDone: 1, unitsTotal: 10, words: expect.toSatisfy(words => words > 300 && words < 4000) })
  fake.release()

  const events = await following
  expect(endOf(events)).toMatchObject({ status: 'completed', usage: { requests: 10 } })
  const [first, ...others] = paid(fake)
  const { parts } = await client.api.runs.get.query({ runId })
  const pack = parts[1]?.pack
  expect(first?.sources).toHaveLength(7)
  expect(pack?.sources.map(source => source.url)).toEqual(first?.sources)
  expect(pack?.facts.every(fact => fact.source_ids.length > 0)).toBe(true)
  expect(events.find(event => event.type === 'part-end' && event.part === 1)).toMatchObject({ pack })
  expect(paid(fake).map(hasTool)).toEqual([true, ...others.map(() => false)])
  for (const { body } of others) expect(packIn(body)).toEqual(pack)

  const chunks = await chunksOf(client, runId)
  expect(chunks.map(chunk => chunk.title)).toMatchObject({ 0: 'Cold Open', 9: 'Wrap + CTA', length: 10 })
  for (const chunk of chunks) expect(Math.abs(chunk.words - chunk.target_words)).toBeLessThanOrEqual(chunk.target_words * 0.15)
})

test.for(['fin', 'rst', 'end'] as const)('a chunk whose connection breaks by %s stops the run; resuming goes on behind its last finished sentence, and asks for nothing else', { timeout: 60_000 }, async by => {
  await using studio = await openStudio()
  studio.fake.script(once(4, { cutText: 1200, by }))
  const client = studio.client()
  const { runId } = await client.api.runs.start.mutate({ brief: { ...brief, words: 3000 }, options: nineAtOnce })
  const events = await untilEnd(client, runId)
  expect(endOf(events)).toMatchObject({ status: 'failed', problem: { code: 'model-connection' } })
  const failed = events.flatMap(event => (event.type === 'part-failed' ? [event] : []))
  expect(failed).toMatchObject([{ part: 4, mayBeCharged: true }])
  const shown = events.flatMap(event => (event.type === 'chunk-delta' && event.part === 4 ? [event.text] : [])).join('')
  const kept = shown.slice(0, failed[0]?.keptCharacters)
  expect(kept.length).toBeGreaterThan(600)
  expect(kept.length).toBeLessThanOrEqual(1200)
  expect(kept.trimEnd()).toMatch(/[\p{P}🙂]$/u)
  expect((await chunksOf(client, runId)).map(chunk => chunk.chunk_number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])

  await client.api.runs.resume.mutate({ runId })
  const rest = await untilEnd(client, runId, events.at(-1)?.seq)
  expect(endOf(rest).status).toBe('completed')
  expect(startsIn(rest)).toMatchObject([{ part: 4, attempt: 2, keptCharacters: kept.length, budget: { units: 450 - wordCount(kept) } }])
  expect(paid(studio.fake)).toHaveLength(11)
  expect(hasTool({ body: paid(studio.fake).at(-1)?.body })).toBe(false)
  const whole = (await chunksOf(client, runId))[3]?.text ?? ''
  expect(whole.startsWith(kept)).toBe(true)
  expect(whole.length).toBeGreaterThan(kept.length)
})

test('a first chunk that is cut behind its facts keeps them, and nothing is searched again', { timeout: 60_000 }, async () => {
  await using studio = await openStudio()
  const facts = { pack: { facts: [{ fact: 'The harbour silts up.', sources: ['https://invented.example/'] }], names: ['The harbour'] } }
  const answer = JSON.stringify({ ...facts, text: 'The tide comes in twice a day. '.repeat(30) })
  studio.fake.script(once(1, { answer, cutText: answer.length - 400, search: 2 }))
  const client = studio.client()
  const { runId } = await client.api.runs.start.mutate({ brief: { ...brief, words: 3000 }, options: nineAtOnce })
  const events = await untilEnd(client, runId)
  expect(endOf(events).status).toBe('failed')
  expect(paid(studio.fake)).toHaveLength(1)

  await client.api.runs.resume.mutate({ runId })
  expect(endOf(await untilEnd(client, runId, events.at(-1)?.seq)).status).toBe('completed')
  expect(paid(studio.fake).map(hasTool)).toEqual([true, ...Array.from({ length: 10 }, () => false)])
  const { parts } = await client.api.runs.get.query({ runId })
  expect(parts[1]?.pack?.sources.map(source => source.url)).toEqual(studio.fake.requests[0]?.sources)
  expect(parts[1]?.pack?.facts).toEqual([{ fact: 'The harbour silts up.', source_ids: [] }])
  expect(JSON.stringify(parts)).not.toContain('invented')
})

test('a search that finds nothing leaves no sources, and the facts say so', { timeout: 60_000 }, async () => {
  await using studio = await openStudio({ behaviour: { search: 0 } })
  const client = studio.client()
  const { runId } = await client.api.runs.start.mutate({ brief: { ...brief, words: 1000 }, options: nineAtOnce })
  expect(endOf(await untilEnd(client, runId)).status).toBe('completed')
  const { parts } = await client.api.runs.get.query({ runId })
  expect(parts[1]?.pack).toMatchObject({ sources: [], notice: expect.stringContaining('the search gave none') })
})

test('a chunk that is truncated is topped up behind what is finished of it', { timeout: 60_000 }, async () => {
  await using studio = await openStudio()
  studio.fake.script(once(3, { truncate: 1000 }))
  const client = studio.client()
  const { runId } = await client.api.runs.start.mutate({ brief: { ...brief, words: 3000 }, options: nineAtOnce })
  const events = await untilEnd(client, runId)
  expect(endOf(events).status).toBe('completed')
  const [, again] = startsIn(events).filter(event => 'part' in event && event.part === 3)
  expect(again).toMatchObject({ attempt: 2, keptCharacters: expect.any(Number) })
  expect(paid(studio.fake)).toHaveLength(11)
  const chunk = (await chunksOf(client, runId))[2]
  expect(Math.abs((chunk?.words ?? 0) - 420)).toBeLessThanOrEqual(420 * 0.15)
})
