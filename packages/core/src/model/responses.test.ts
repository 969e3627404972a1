import { describe, expect, test } from 'vitest'
import { createResponsesModel, type ResponsesOptions } from './responses.ts'
import { created, ended, sse } from './responses-wire.fixture.ts'
import { startRawServer, streamHead } from './stream-server.fixture.ts'
import { answered as answeredBy, key, request, run, type WireOptions } from './wire.fixture.ts'

const model = (baseUrl: string, options: Partial<ResponsesOptions> = {}) => createResponsesModel({ provider: 'openai', model: 'gpt-test', apiKey: key, baseUrl, ...options })
const answered = (raw: string, options: WireOptions = {}) => answeredBy({ model }, raw, options)

test('a text that only the last event has is taken from it', async () => {
  const output = [{ type: 'reasoning', summary: [] }, { type: 'message', content: [{ type: 'output_text', text: 'All at once.' }] }]
  expect(await answered(streamHead + created + ended('completed', { output }))).toMatchObject({ text: 'All at once.', outcome: { type: 'completed' } })
})

test('a completed event whose response is incomplete is a length', async () => {
  const body = ended('completed', { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } })
  expect((await answered(streamHead + sse({ type: 'response.output_text.delta', delta: 'x' }) + body)).outcome.type).toBe('length')
})

describe('a request', () => {
  test('carries instructions, material as data, the limit and the schema, and is stored nowhere', async () => {
    const schema = { name: 'set', json: { type: 'object', properties: {}, additionalProperties: false } }
    await using server = await startRawServer((socket) => socket.end(streamHead + ended('completed')))
    await run(model(server.baseUrl, { temperature: 0.7 }), { ...request, schema })
    expect(server.received).toHaveLength(1)
    expect(server.received[0]?.headers.authorization).toBe(`Bearer ${key}`)
    expect(server.received[0]?.body).toEqual({
      model: 'gpt-test',
      instructions: 'Write.',
      input: '{"material":{"idea":"a lighthouse"}}',
      max_output_tokens: 500,
      temperature: 0.7,
      store: false,
      stream: true,
      text: { format: { type: 'json_schema', name: 'set', schema: schema.json, strict: true } },
    })
  })

  test('to a reasoning model has an effort and no temperature; prose has no format', async () => {
    const { received } = await answered(streamHead + ended('completed'), { reasoning: true, temperature: 0.7 })
    expect(received[0]?.body).toMatchObject({ reasoning: { effort: 'low' } })
    expect(received[0]?.body).not.toHaveProperty('temperature')
    expect(received[0]?.body).not.toHaveProperty('text')
  })
})
