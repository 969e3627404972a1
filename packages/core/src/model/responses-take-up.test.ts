import { startFakeOpenAI, type FakeOpenAI, type FakeOpenAIOptions } from '@coldopen/fake-openai'
import { describe, expect, test, vi } from 'vitest'
import { ended } from './responses-wire.fixture.ts'
import { createResponsesModel, type ResponsesOptions } from './responses.ts'
import { startRawServer, streamHead } from './stream-server.fixture.ts'
import type { StreamClock } from './stream-watch.ts'
import type { AnswerMark, ModelEvent, TextModel } from './text-model.ts'
import { codeOf, gathered, messageOf, request, run } from './wire.fixture.ts'

const answer = 'né “漢字” 🙂 and so on to the end.'
const open = (options: FakeOpenAIOptions = {}) => startFakeOpenAI({ behaviour: { answer, lingerMs: 0, reasoning: 3, summary: true }, ...options })
const model = (fake: FakeOpenAI, options: Partial<ResponsesOptions> = {}) =>
  createResponsesModel({ provider: 'openai', model: 'fake', apiKey: 'any', baseUrl: fake.url, background: true, ...options })

function resumeBy(writer: TextModel, mark: AnswerMark): ReturnType<typeof gathered> {
  const stream = writer.resume?.(mark, new AbortController().signal)
  if (!stream) throw new Error('the model does not resume')
  return gathered(stream)
}
const resume = (fake: FakeOpenAI, mark: AnswerMark) => resumeBy(model(fake), mark)
const paid = (fake: FakeOpenAI): number => fake.requests.filter((one) => one.kind === 'responses').length

/** A clock on which waiting takes no time; a stall never strikes. */
const hasty: StreamClock = {
  now: () => 0,
  monotonic: () => 0,
  after: (ms, then) => {
    const timer = ms < 10_000 ? setTimeout(then) : undefined
    return () => clearTimeout(timer)
  },
}

function markOf(events: readonly ModelEvent[]): AnswerMark {
  let mark = { responseId: '', seq: 0, characters: 0 }
  for (const event of events) {
    if (event.type === 'created') mark = { ...mark, responseId: event.responseId, seq: event.seq ?? -1 }
    if (event.type === 'text') mark = { ...mark, seq: event.seq ?? -1, characters: mark.characters + event.text.length }
  }
  return mark
}

describe('a background answer', () => {
  test('is asked to be kept, and says how far it goes', async () => {
    await using fake = await open()
    const { events, text, outcome } = await run(model(fake))
    expect(fake.requests[0]?.body).toMatchObject({ background: true, store: true, stream: true })
    expect({ text, type: outcome.type }).toEqual({ text: answer, type: 'completed' })
    expect(markOf(events)).toMatchObject({ responseId: fake.requests[0]?.responseId, characters: answer.length })
    expect(markOf(events).seq).toBeGreaterThan(0)
  })

  test.each(['fin', 'rst', 'end'] as const)('that is cut by %s anywhere behind its beginning comes whole, and is asked for once', async (by) => {
    await using fake = await open()
    const writer = model(fake, { clock: hasty })
    await run(writer)
    const whole = fake.requests[0]?.bytesSent ?? 0
    expect(whole).toBeGreaterThan(3000)
    for (let cut = 0; cut < whole; cut += 211) {
      const before = paid(fake)
      fake.script((asked) => (asked.kind === 'responses' ? { answer, cut, by, lingerMs: 5 } : {}))
      const { events, text, outcome } = await run(writer)
      const isBegun = events.some((event) => event.type === 'created')
      expect({ cut, text, type: outcome.type }).toEqual({ cut, text: isBegun ? answer : '', type: isBegun ? 'completed' : 'interrupted' })
      expect(paid(fake) - before).toBe(1)
    }
  }, 30_000)

  test('whose rest is cut too is fetched on and on, while that brings something', async () => {
    await using fake = await open()
    fake.script((asked, nth) => ({ answer, cutText: (asked.kind === 'responses' ? 1 : nth + 1) * 4, by: 'rst', lingerMs: 10 }))
    const { text, outcome } = await run(model(fake, { clock: hasty }))
    expect({ text, type: outcome.type }).toEqual({ text: answer, type: 'completed' })
    expect(paid(fake)).toBe(1)
    expect(fake.requests.length).toBeGreaterThan(5)
  })

  test('whose rest does not come in three tries is interrupted, and keeps what came', async () => {
    await using fake = await open()
    fake.script((asked) => (asked.kind === 'responses' ? { answer, cutText: 8, lingerMs: 10 } : { reset: true }))
    const { text, outcome } = await run(model(fake, { clock: hasty }))
    expect({ text, type: outcome.type, code: codeOf(outcome) }).toEqual({ text: answer.slice(0, 8), type: 'interrupted', code: 'model-connection' })
    expect(fake.requests.map((one) => one.kind)).toEqual(['responses', 'retrieve', 'retrieve', 'retrieve'])
  })

  test('is cancelled at the provider when its owner aborts, and not when they only leave', async () => {
    await using fake = await open({ behaviour: { answer, stall: 8 } })
    for await (const event of model(fake).stream(request, new AbortController().signal)) if (event.type === 'text') break
    await fake.until((requests) => requests[0]?.clientClosed === true)
    const owner = new AbortController()
    for await (const event of model(fake).stream(request, owner.signal)) if (event.type === 'text') owner.abort()
    await vi.waitFor(() => expect(fake.requests.map((one) => one.kind)).toEqual(['responses', 'responses', 'cancel']), 10_000)
    expect(fake.requests[2]?.responseId).toBe(fake.requests[1]?.responseId)
  })
})

describe('resuming', () => {
  test('behind any mark that was told gives the rest of the text, and sends no request to write', async () => {
    await using fake = await open()
    fake.script((asked) => ({ answer, delta: 3, ...(asked.kind === 'responses' && { split: 'bytes' }) }))
    const { events } = await run(model(fake))
    const marks = events.flatMap((event, at) => (event.type === 'end' ? [] : [markOf(events.slice(0, at + 1))]))
    expect(marks.length).toBeGreaterThan(8)
    for (const mark of marks) {
      const rest = await resume(fake, mark)
      expect({ text: rest.text, type: rest.outcome.type }).toEqual({ text: answer.slice(mark.characters), type: 'completed' })
      expect(rest.events.some((event) => event.type === 'created')).toBe(false)
    }
    expect(paid(fake)).toBe(1)
  })

  test('takes no half of a character for told, however the deltas are cut', async () => {
    await using fake = await open()
    fake.script((asked) => ({ answer: '🌊🎬🌊🎬', delta: 1, splitPairs: true, ...(asked.kind === 'responses' && { split: 'bytes' }) }))
    const { events } = await run(model(fake))
    for (const [at, event] of events.entries()) {
      if (event.type === 'end') continue
      const mark = markOf(events.slice(0, at + 1))
      expect((await resume(fake, mark)).text).toBe('🌊🎬🌊🎬'.slice(mark.characters))
    }
    fake.script((asked, nth) => ({ answer: '🌊🎬🌊🎬', delta: 1, splitPairs: true, cutText: asked.kind === 'responses' ? 3 : nth + 4, lingerMs: 5 }))
    expect((await run(model(fake, { clock: hasty }))).text).toBe('🌊🎬🌊🎬')
  })

  test('gets from the last event what no delta brought, behind what was read', async () => {
    const output = [{ type: 'message', content: [{ type: 'output_text', text: answer }] }]
    await using server = await startRawServer((socket) => socket.end(streamHead + ended('completed', { output })))
    const writer = createResponsesModel({ provider: 'openai', model: 'fake', baseUrl: server.baseUrl, background: true })
    expect((await resumeBy(writer, { responseId: 'resp_1', seq: 1, characters: 5 })).text).toBe(answer.slice(5))
  })

  test('an answer that is gone is interrupted, and says so; the provider is asked once', async () => {
    await using fake = await open()
    const { outcome } = await resume(fake, { responseId: 'resp_gone', seq: 3, characters: 0 })
    expect(outcome).toMatchObject({ type: 'interrupted', problem: { code: 'model-failed' } })
    expect(messageOf(outcome)).toContain('no longer has the answer')
    expect(fake.requests).toHaveLength(1)
  })

  test('is not offered where answers are not kept', () => {
    expect(createResponsesModel({ provider: 'openai', model: 'fake' }).resume).toBeUndefined()
  })
})
