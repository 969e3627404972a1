import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Segment } from '@coldopen/script'
import { endOf, openStudio, untilEnd } from './open-studio.ts'

const brief = { format: 'movie', idea: 'A lighthouse keeper finds a door in the sea' } as const
const paid = (fake: { requests: readonly { kind: string }[] }) => fake.requests.filter(request => request.kind === 'responses')

const segmentsOf = (run: { parts: { segments: Segment[] }[] }) => run.parts.flatMap(part => part.segments)

test('a movie is planned, drafted in two sets, and whole', async () => {
  await using studio = await openStudio()
  const client = studio.client()
  const { runId } = await client.api.runs.start.mutate({ brief })
  const events = await untilEnd(client, runId)

  expect(endOf(events)).toMatchObject({ status: 'completed' })
  expect(events.map(event => event.seq)).toEqual(events.map(event => event.seq).toSorted((a, b) => a - b))
  const run = await client.api.runs.get.query({ runId })
  expect(segmentsOf(run).map(segment => segment.segment_number)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  const roster = new Set(run.bible?.characters_roster.map(character => character.id))
  for (const segment of segmentsOf(run)) for (const line of segment.dialogue ?? []) expect(roster).toContain(line.character_id)
  expect(paid(studio.fake)).toHaveLength(3)
  expect(run.summary).toMatchObject({ status: 'completed', partsDone: 2, parts: 2, usage: { requests: 3 } })
})

test('a run that is asked for twice with the same id is started once', async () => {
  await using studio = await openStudio()
  const client = studio.client()
  const wanted = { brief: { ...brief, segments: 2 }, runId: randomUUID() }
  const first = await client.api.runs.start.mutate(wanted)
  const second = await client.api.runs.start.mutate(wanted)
  expect(second).toEqual(first)
  await untilEnd(client, first.runId)
  expect(paid(studio.fake)).toHaveLength(2)
})

test('an answer that stops early is topped up with what is missing alone', async () => {
  await using studio = await openStudio()
  studio.fake.script((_, nth) => (nth === 2 ? { short: 7 } : undefined))
  const client = studio.client()
  const { runId } = await client.api.runs.start.mutate({ brief: { ...brief, segments: 10 } })
  const events = await untilEnd(client, runId)
  expect(endOf(events).status).toBe('completed')
  expect(events.findLast(event => event.type === 'part-start')).toMatchObject({ attempt: 2, asked: [8, 9, 10], kept: [1, 2, 3, 4, 5, 6, 7] })
  expect(paid(studio.fake)).toHaveLength(3)
})

test('an answer that is truncated again and again stops the run after two top-ups, and keeps what is finished', async () => {
  await using studio = await openStudio()
  studio.fake.script((_, nth) => (nth > 1 ? { truncate: 900 } : undefined))
  const client = studio.client()
  const { runId } = await client.api.runs.start.mutate({ brief: { ...brief, segments: 10 } })
  const end = endOf(await untilEnd(client, runId))
  expect(end).toMatchObject({ status: 'failed', problem: { code: 'model-truncated' } })
  expect(paid(studio.fake)).toHaveLength(4)

  studio.fake.script(undefined)
  const { parts } = await client.api.runs.get.query({ runId })
  const kept = parts[1]?.segments ?? []
  const { after: ended } = await client.api.runs.resume.mutate({ runId })
  const events = await untilEnd(client, runId, ended)
  expect(endOf(events).status).toBe('completed')
  const after = segmentsOf(await client.api.runs.get.query({ runId }))
  expect(after).toHaveLength(10)
  expect(after.slice(0, kept.length)).toEqual(kept)
})

test('a connection that breaks stops the run; resuming asks for the missing segments only', async () => {
  await using studio = await openStudio()
  studio.fake.script((_, nth) => (nth === 3 ? { cutText: 6000, by: 'rst' } : undefined))
  const client = studio.client()
  const { runId } = await client.api.runs.start.mutate({ brief })
  const events = await untilEnd(client, runId)
  expect(endOf(events)).toMatchObject({ status: 'failed', problem: { code: 'model-connection' } })
  const failed = events.find(event => event.type === 'part-failed')
  if (failed?.type !== 'part-failed') throw new Error('no part failed')
  expect(failed.kept.length).toBeGreaterThan(0)
  expect(failed.mayBeCharged).toBe(true)

  await client.api.runs.resume.mutate({ runId })
  const rest = await untilEnd(client, runId, events.at(-1)?.seq)
  expect(endOf(rest).status).toBe('completed')
  const asked = rest.find(event => event.type === 'part-start')
  expect(asked).toMatchObject({ part: 2, attempt: 2, kept: failed.kept })
  expect(segmentsOf(await client.api.runs.get.query({ runId }))).toHaveLength(20)
  expect(paid(studio.fake)).toHaveLength(4)
})

test.for([
  [{ status: 500 }, 'model-failed'],
  [{ status: 429 }, 'rate-limited'],
  [{ status: 401 }, 'model-unauthorized'],
  [{ status: 404 }, 'model-not-found'],
  [{ reset: true }, 'model-connection'],
  [{ refuse: 'I would rather not.' }, 'model-refused'],
  [{ filter: 100 }, 'model-filtered'],
  [{ fail: 100 }, 'model-failed'],
  [{ error: 100 }, 'model-failed'],
] as const)('by default a request that ends in %j is sent once, and the run says %s', async given => {
  const [behaviour, code] = given
  await using studio = await openStudio({ behaviour })
  const client = studio.client()
  const { runId } = await client.api.runs.start.mutate({ brief })
  expect(endOf(await untilEnd(client, runId))).toMatchObject({ status: 'failed', problem: { code } })
  expect(paid(studio.fake)).toHaveLength(1)
})

test('retries are the writer’s choice, and keep to what the provider asks for', async () => {
  await using studio = await openStudio()
  studio.fake.script((_, nth) => (nth <= 2 ? { status: 429, retryAfter: '20ms' } : undefined))
  const client = studio.client()
  const { runId } = await client.api.runs.start.mutate({ brief: { ...brief, segments: 3 }, options: { retries: 2 } })
  expect(endOf(await untilEnd(client, runId)).status).toBe('completed')
  expect(paid(studio.fake)).toHaveLength(4)
})

test('no request leaves after a cancel is acknowledged, and what had arrived is kept', async () => {
  await using studio = await openStudio()
  studio.fake.script((_, nth) => (nth === 2 ? { stall: 5000 } : undefined))
  const client = studio.client()
  const { runId } = await client.api.runs.start.mutate({ brief })
  await studio.fake.until(requests => requests.some(request => request.state === 'stalled'))
  await client.api.runs.cancel.mutate({ runId })
  const sent = paid(studio.fake).length
  const events = await untilEnd(client, runId)
  expect(endOf(events).status).toBe('cancelled')
  await studio.fake.until(requests => requests.every(request => request.state !== 'stalled'))
  expect(paid(studio.fake)).toHaveLength(sent)
  expect(segmentsOf(await client.api.runs.get.query({ runId })).length).toBeGreaterThan(0)

  await client.api.runs.resume.mutate({ runId })
  expect(endOf(await untilEnd(client, runId, events.at(-1)?.seq)).status).toBe('completed')
})

test('a paid request that was under way when the server went away waits for consent', async () => {
  await using studio = await openStudio()
  studio.fake.script((_, nth) => (nth === 2 ? { stall: 5000 } : undefined))
  const { runId } = await studio.client().api.runs.start.mutate({ brief })
  await studio.fake.until(requests => requests.some(request => request.state === 'stalled'))
  await new Promise(resolve => setTimeout(resolve, 200))
  await studio.restart()

  const client = studio.client()
  const events = await untilEnd(client, runId)
  expect(endOf(events)).toMatchObject({ status: 'paused', paused: 'consent' })
  const failed = events.find(event => event.type === 'part-failed')
  expect(failed).toMatchObject({ part: 1, mayBeCharged: true })
  expect(paid(studio.fake)).toHaveLength(2)
  const kept = segmentsOf(await client.api.runs.get.query({ runId }))
  expect(kept.length).toBeGreaterThan(0)

  await client.api.runs.resume.mutate({ runId })
  expect(endOf(await untilEnd(client, runId, events.at(-1)?.seq)).status).toBe('completed')
  const all = segmentsOf(await client.api.runs.get.query({ runId }))
  expect(all).toHaveLength(20)
  expect(all.slice(0, kept.length)).toEqual(kept)
})

test('a hard stop in tokens pauses the run before the request that could break it', async () => {
  await using studio = await openStudio()
  const client = studio.client()
  const { runId } = await client.api.runs.start.mutate({ brief, options: { maxTokens: 22_000 } })
  const events = await untilEnd(client, runId)
  const end = endOf(events)
  expect(end).toMatchObject({ status: 'paused', paused: 'budget', problem: { code: 'budget-exceeded' } })
  expect(end.usage.inputTokens + end.usage.outputTokens).toBeLessThanOrEqual(22_000)
  await client.api.runs.resume.mutate({ runId, options: { maxTokens: 1_000_000 } })
  expect(endOf(await untilEnd(client, runId, events.at(-1)?.seq)).status).toBe('completed')
  expect(paid(studio.fake)).toHaveLength(3)
})

test('a limit in money is refused where the price is not known', async () => {
  await using studio = await openStudio()
  const start = studio.client().api.runs.start.mutate({ brief, options: { maxCost: 1 } })
  await expect(start).rejects.toMatchObject({ message: expect.stringContaining('limit in tokens'), data: { coldopen: 'invalid-input' } })
  expect(paid(studio.fake)).toHaveLength(0)
})

test('the plan can be had alone, edited, and any set of it drafted', async () => {
  await using studio = await openStudio()
  const client = studio.client()
  const planned = await Array.fromAsync(await client.api.bible.generate.mutate({ brief }))
  const end = planned.find(event => event.type === 'plan-end')
  if (end?.type !== 'plan-end') throw new Error('no bible')
  expect(planned.some(event => event.type === 'part-start')).toBe(false)

  const bible = { ...end.bible, title: 'The Edited Title', story_outline: end.bible.story_outline.map((beat, at) => (at === 1 ? 'The door opens inward.' : beat)) }
  const drafted = await Array.fromAsync(await client.api.segments.generate.mutate({ bible, setNumber: 2 }))
  const answer = drafted.find(event => event.type === 'set-end')
  if (answer?.type !== 'set-end') throw new Error('no set')
  expect(answer.set).toMatchObject({ success: true, set_number: 2, segments_count: 10, next_set_number: null, is_complete: true })
  expect(answer.set.story_set.map(segment => segment.segment_number)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20])
  expect(JSON.stringify(paid(studio.fake).at(-1))).toContain('The door opens inward.')
  expect(paid(studio.fake)).toHaveLength(2)
})

test('an unknown run is not found, and a subscriber is told so', async () => {
  await using studio = await openStudio()
  const client = studio.client()
  await expect(client.api.runs.get.query({ runId: 'nowhere' })).rejects.toMatchObject({ data: { coldopen: 'not-found' } })
  await expect(untilEnd(client, 'nowhere')).rejects.toMatchObject({ code: 'not-found' })
})

test('bad input is refused in a sentence that names the field', async () => {
  await using studio = await openStudio()
  const { api } = studio.client()
  await expect(api.runs.start.mutate({ brief: { ...brief, segments: 0 } })).rejects.toThrow(/segments/)
  await expect(api.runs.start.mutate({ brief: { ...brief, perSet: 27 } })).rejects.toThrow(/at most 26 a set/)
  await expect(api.runs.start.mutate({ brief: { ...brief, noNarration: true, narrationOnlyFirst: true } })).rejects.toThrow(/contradict/)
  expect(paid(studio.fake)).toHaveLength(0)
})
