import { expect, test } from 'vitest'
import { startFakeOpenAI } from '../src/index.ts'
import { askForSet, clientOf, readResponses } from './asking.ts'
import { manualClock } from './manual-clock.ts'

const inBackground = askForSet(1, { background: true, store: true })

test('a background response that lost its client is taken up after any event, byte for byte the same', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { answer: 'né 漢字 🙂', delta: 2, reasoning: 5, summary: true } })
  const client = clientOf(fake)
  const whole = await readResponses(client.responses.create(inBackground))
  const id = fake.requests[0]?.responseId ?? ''
  expect(whole.types.slice(0, 3)).toEqual(['response.created', 'response.queued', 'response.in_progress'])
  for (const [at] of whole.events.entries()) {
    const rest = await readResponses(client.responses.retrieve(id, { stream: true, starting_after: at }))
    expect(rest.events).toEqual(whole.events.slice(at + 1))
  }
})

test('it goes on being written while nobody listens, and is paid for once', async () => {
  const { clock, advance } = manualClock()
  await using fake = await startFakeOpenAI({ clock, behaviour: { answer: 'x'.repeat(80), pace: 1 } })
  const client = clientOf(fake)
  const stream = await client.responses.create(inBackground)
  let last = -1
  let text = ''
  for await (const event of stream) {
    if ('sequence_number' in event) last = event.sequence_number
    if (event.type === 'response.output_text.delta') text += event.delta
    if (text.length === 8) break
    if (text.length === 4) advance(1000)
  }
  const [left] = await fake.until((requests) => requests[0]?.clientClosed === true)
  expect(left).toMatchObject({ charactersSent: 8, completed: false })
  advance(18_999)
  expect((await client.responses.retrieve(left?.responseId ?? '')).status).toBe('in_progress')
  advance(1)
  await fake.until((requests) => requests[0]?.completed === true)
  const rest = await readResponses(client.responses.retrieve(left?.responseId ?? '', { stream: true, starting_after: last }))
  expect(text + rest.text).toBe('x'.repeat(80))
  expect(rest.types.at(-1)).toBe('response.completed')
  expect(fake.requests.filter((request) => request.kind === 'responses')).toHaveLength(1)
})

test('its own connection and the one that takes it up can each be cut', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { answer: 'x'.repeat(40) } })
  fake.script((request, nth) => (request.kind === 'responses' ? { cutText: 8 } : nth === 1 ? { cutText: 20, by: 'rst' } : undefined))
  const client = clientOf(fake)
  const first = await readResponses(client.responses.create(inBackground))
  const id = fake.requests[0]?.responseId ?? ''
  const second = await readResponses(client.responses.retrieve(id, { stream: true, starting_after: first.events.length - 1 }))
  const third = await readResponses(client.responses.retrieve(id, { stream: true, starting_after: first.events.length + second.events.length - 1 }))
  expect([first.text.length, second.text.length, third.text.length]).toEqual([8, 12, 20])
  expect(third.types.at(-1)).toBe('response.completed')
})

test('it can be fetched in one piece, in progress and done', async () => {
  const { clock, advance } = manualClock()
  await using fake = await startFakeOpenAI({ clock, behaviour: { firstToken: 2, answer: 'done' } })
  const client = clientOf(fake)
  const { stream: _, ...asked } = inBackground
  const begun = await client.responses.create(asked)
  expect(begun.status).toBe('queued')
  expect((await client.responses.retrieve(begun.id)).status).toBe('in_progress')
  advance(2000)
  await fake.until((requests) => requests[0]?.completed === true)
  const done = await client.responses.retrieve(begun.id)
  expect([done.status, done.output_text]).toEqual(['completed', 'done'])
})

test('cancelled, it stops being written, and its stream ends without a terminal event', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { pace: 1 } })
  const client = clientOf(fake)
  const stream = await client.responses.create(inBackground)
  const types: string[] = []
  for await (const event of stream) {
    types.push(event.type)
    if (event.type === 'response.output_text.delta') expect((await client.responses.cancel(fake.requests[0]?.responseId ?? '')).status).toBe('cancelled')
  }
  expect(types.at(-1)).toBe('response.output_text.delta')
  expect((await client.responses.retrieve(fake.requests[0]?.responseId ?? '')).status).toBe('cancelled')
  expect(fake.requests[0]?.completed).toBe(false)
})

test('one that is not stored, unknown, or not a background one cannot be followed', async () => {
  await using fake = await startFakeOpenAI()
  const client = clientOf(fake)
  const kept = await client.responses.create({ model: 'fake', input: 'x' })
  const notKept = await client.responses.create({ model: 'fake', input: 'x', store: false })
  expect((await client.responses.retrieve(kept.id)).output_text).toBe(kept.output_text)
  await expect(client.responses.retrieve(kept.id, { stream: true })).rejects.toMatchObject({ status: 400 })
  await expect(client.responses.cancel(kept.id)).rejects.toMatchObject({ status: 400 })
  await expect(client.responses.retrieve(notKept.id)).rejects.toMatchObject({ status: 404 })
  await expect(client.responses.retrieve('resp_unknown')).rejects.toMatchObject({ status: 404 })
})
