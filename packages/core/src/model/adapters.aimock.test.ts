import { LLMock } from '@copilotkit/aimock'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createChatModel } from './chat.ts'
import { createResponsesModel } from './responses.ts'
import type { ModelEvent } from './text-model.ts'

/** A mock that others wrote, as a second opinion on what the APIs look like. */
const mock = new LLMock({ port: 0, latency: 0, chunkSize: 5 })
beforeAll(() => mock.start())
afterAll(() => mock.stop())

describe.each([
  ['Responses', createResponsesModel],
  ['Chat Completions', createChatModel],
])('%s:', (_name, create) => {
  async function ask(idea: string) {
    const model = create({ provider: 'openai', model: 'gpt-4.1', apiKey: 'mock', baseUrl: `${mock.url}/v1` })
    const events: ModelEvent[] = []
    const request = { instructions: 'Write.', material: { idea }, maxOutputTokens: 100 }
    for await (const event of model.stream(request, new AbortController().signal)) events.push(event)
    const text = events.map((event) => (event.type === 'text' ? event.text : '')).join('')
    return { first: events[0], text, last: events.at(-1) }
  }

  test('an answer of a foreign server is read whole', async () => {
    mock.onMessage(/lighthouse/, { content: 'The lamp went out at “nine”. 😀', usage: { input_tokens: 3, output_tokens: 9 } })
    expect(await ask('a lighthouse')).toEqual({
      first: { type: 'created', responseId: expect.any(String) },
      text: 'The lamp went out at “nine”. 😀',
      last: { type: 'end', outcome: { type: 'completed', usage: { inputTokens: 3, outputTokens: 9 } } },
    })
  })

  test('its length, its errors and its broken streams are told apart', async () => {
    mock.onMessage(/long/, { content: 'It was', finishReason: 'length' })
    mock.onMessage(/busy/, { error: { message: 'Slow down.' }, status: 429 })
    mock.onMessage(/broken/, { content: 'It was a dark and stormy night.' }, { latency: 10, disconnectAfterMs: 30 })
    expect((await ask('long')).last).toMatchObject({ outcome: { type: 'length' } })
    expect((await ask('busy')).last).toMatchObject({ outcome: { type: 'rejected', problem: { code: 'rate-limited' }, retryable: true } })
    expect((await ask('broken')).last).toMatchObject({ outcome: { type: 'interrupted', problem: { code: 'model-connection' } } })
  })
})
