import { describe, expect, test, vi } from 'vitest'
import { chatWire, chunk, content, done, finish, role, tokens } from './chat-wire.fixture.ts'
import { createChatModel, type ChatOptions } from './chat.ts'
import { heldClock, startRawServer, streamHead } from './stream-server.fixture.ts'
import { answered as answeredBy, gathered, key, messageOf, request, run, type WireOptions } from './wire.fixture.ts'

const answered = (raw: string, options: WireOptions = {}) => answeredBy(chatWire, raw, options)

describe('a request', () => {
  const schema = { name: 'set', json: { type: 'object', properties: {}, additionalProperties: false } }

  async function sent(options: Partial<ChatOptions>, asked = request): Promise<unknown> {
    await using server = await startRawServer((socket) => socket.end(streamHead + finish('stop')))
    await run(createChatModel({ provider: 'openai-chat', model: 'gpt-test', apiKey: key, baseUrl: server.baseUrl, ...options }), asked)
    expect(server.received).toHaveLength(1)
    return server.received[0]?.body
  }

  test('carries instructions, material as data, the limit, the schema, and asks for the count of tokens', async () => {
    expect(await sent({ structuredOutput: true, limitName: 'max_completion_tokens', temperature: 0.7 }, { ...request, schema })).toEqual({
      model: 'gpt-test',
      messages: [{ role: 'system', content: 'Write.' }, { role: 'user', content: '{"material":{"idea":"a lighthouse"}}' }],
      max_completion_tokens: 500,
      temperature: 0.7,
      stream: true,
      stream_options: { include_usage: true },
      response_format: { type: 'json_schema', json_schema: { name: 'set', schema: schema.json, strict: true } },
    })
  })

  test('to a server that enforces no schema has it in the instructions, and the limit by its older name', async () => {
    const body = await sent({}, { ...request, schema })
    expect(body).toMatchObject({ max_tokens: 500, messages: [{ content: expect.stringContaining(JSON.stringify(schema.json)) }, {}] })
    for (const field of ['response_format', 'max_completion_tokens', 'temperature']) expect(body).not.toHaveProperty(field)
  })

  test('to a reasoning model has an effort and no temperature', async () => {
    const body = await sent({ reasoning: true, effort: 'medium', temperature: 0.7 })
    expect(body).toMatchObject({ reasoning_effort: 'medium' })
    expect(body).not.toHaveProperty('temperature')
  })
})

describe('an answer', () => {
  test('is complete by its finish reason, without [DONE] and without a count of tokens', async () => {
    expect((await answered(streamHead + role + content('Hi') + finish('stop'))).outcome).toEqual({ type: 'completed' })
  })

  test('has its tokens from its last chunk, from one after it, or from the latest before it', async () => {
    const usage = { prompt_tokens: 11, completion_tokens: 22 }
    const counted = (tail: object, count: object): string => `data: ${JSON.stringify({ choices: [tail], usage: count })}\n\n`
    const last = { delta: {}, finish_reason: 'stop' }
    const bodies = [
      finish('stop') + tokens,
      finish('stop') + counted({ delta: { content: '' }, finish_reason: null }, usage),
      counted(last, usage),
      counted({ delta: { content: 'x' } }, { prompt_tokens: 11, completion_tokens: 2 }) + counted({ delta: {} }, usage) + finish('stop') + done,
    ]
    for (const body of bodies) expect((await answered(streamHead + body)).outcome).toEqual({ type: 'completed', usage: { inputTokens: 11, outputTokens: 22 } })
  })

  test('is complete when the connection stays open after its end, a little later', async () => {
    const { clock, elapse, running } = heldClock()
    await using server = await startRawServer((socket) => socket.write(streamHead + content('Hi') + finish('stop')))
    const result = run(chatWire.model(server.baseUrl, { clock }))
    await vi.waitFor(() => expect(server.received).toHaveLength(1), 10_000)
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(running()).toBe(1)
    elapse(5000)
    expect(await result).toMatchObject({ text: 'Hi', outcome: { type: 'completed' } })
  })

  test('that was finished when its owner left is not called aborted', async () => {
    await using server = await startRawServer((socket) => socket.write(streamHead + content('Hi') + finish('length')))
    const owner = new AbortController()
    const stream = chatWire.model(server.baseUrl).stream(request, owner.signal)
    setTimeout(() => owner.abort(), 100)
    expect((await gathered(stream)).outcome).toEqual({ type: 'length' })
  })

  test('has its text alone: no thoughts, nulls, empty choices or other parts', async () => {
    const thoughts = chunk({ reasoning_content: 'Hm.', content: null }) + chunk({ reasoning: 'Hm.', content: '' }) + chunk({ content: [{ type: 'thinking', thinking: [] }, { type: 'text', text: 'Hi' }] })
    const { text, outcome } = await answered(streamHead + 'data: {"choices":[],"prompt_filter_results":[]}\n\n' + role + thoughts + content(' there') + finish('stop') + done)
    expect({ text, outcome }).toEqual({ text: 'Hi there', outcome: { type: 'completed' } })
  })

  test('that thinks aloud is not stalled', async () => {
    const { clock, elapse, running } = heldClock()
    await using server = await startRawServer((socket) => socket.write(streamHead + role))
    const events = chatWire.model(server.baseUrl, { clock, idleMs: 1000 }).stream(request, new AbortController().signal)[Symbol.asyncIterator]()
    expect((await events.next()).value).toMatchObject({ type: 'created' })
    const next = events.next()
    await vi.waitFor(() => expect(running()).toBe(1), 10_000)
    for (let thought = 0; thought < 3; thought++) {
      elapse(900)
      server.write(chunk({ reasoning_content: 'Hm.' }))
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    server.write(content('Hi'))
    expect((await next).value).toEqual({ type: 'text', text: 'Hi' })
    await events.return?.()
  })
})

test.each([
  ['MAX_TOKENS', 'length'],
  ['model_length', 'length'],
  ['SAFETY', 'filtered'],
  ['end_turn', 'completed'],
  ['tool_calls', 'failed'],
  ['something new', 'failed'],
])('the finish reason %s is %s', async (reason, type) => {
  const { outcome } = await answered(streamHead + content('Hi') + finish(reason) + tokens)
  expect(outcome).toMatchObject({ type, usage: { outputTokens: 22 } })
  if (type === 'failed') expect(messageOf(outcome)).toContain(reason)
})

test.each(['', 'null'])('the finish reason %j is none', async (reason) => {
  expect((await answered(streamHead + content('Hi') + finish(reason) + done)).outcome.type).toBe('interrupted')
})
