import { createResponsesModel } from './responses.ts'
import { streamHead } from './stream-server.fixture.ts'
import type { Wire } from './wire.fixture.ts'

/** One server-sent event as the Responses API writes it. */
export const sse = (event: { type: string; [field: string]: unknown }): string => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`

export const created = sse({ type: 'response.created', response: { id: 'resp_1', status: 'in_progress' } })
export const inProgress = sse({ type: 'response.in_progress', response: { id: 'resp_1', status: 'in_progress' } })
export const delta = (text: string): string => sse({ type: 'response.output_text.delta', item_id: 'msg_1', output_index: 0, content_index: 0, delta: text })
export const ended = (status: 'completed' | 'incomplete' | 'failed', rest: object = {}): string => {
  const usage = { input_tokens: 11, output_tokens: 22, total_tokens: 33 }
  return sse({ type: `response.${status}`, response: { id: 'resp_1', status, usage, output: [], ...rest } })
}

const short = (type: string, rest: object): string => `data: ${JSON.stringify({ type: `response.${type}`, ...rest })}\n\n`
const sentence = 'The server had an error.'
const output = (text: string) => [{ type: 'reasoning', summary: [] }, { type: 'message', content: [{ type: 'output_text', text }] }]

export const responsesWire: Wire = {
  name: 'Responses',
  model: (baseUrl, options) => createResponsesModel({ provider: 'openai', model: 'gpt-test', baseUrl, ...options }),
  id: 'resp_1',
  opening: created,
  delta,
  alive: `: ping\n\n${inProgress}event: ping\ndata: {"type":"ping"}\n\n`,
  completed: ended('completed'),
  length: ended('incomplete', { incomplete_details: { reason: 'max_output_tokens' } }),
  filtered: ended('incomplete', { incomplete_details: { reason: 'content_filter' } }),
  refusals: [
    ['deltas', sse({ type: 'response.refusal.delta', delta: 'I cannot ' }) + sse({ type: 'response.refusal.delta', delta: 'help.' }) + ended('completed')],
    ['the done event', sse({ type: 'response.refusal.done', refusal: 'I cannot help.' }) + ended('completed')],
    ['the last event alone', ended('completed', { output: [{ content: [{ type: 'refusal', refusal: 'I cannot help.' }] }] })],
  ],
  failures: [
    ['a failed response', ended('failed', { error: { code: 'server_error', message: sentence } }), 'model-failed'],
    ['an error event', sse({ type: 'error', code: 'rate_limit_exceeded', message: sentence, param: null }), 'rate-limited'],
    ['an error object', `data: {"error":{"code":"insufficient_quota","message":"${sentence}"}}\n\n`, 'budget-exceeded'],
    ['a bare line of JSON', `{"error":{"message":"${sentence}"}}\n`, 'model-failed'],
  ],
  brief: {
    opening: short('created', { response: { id: 'r' } }) + short('output_text.delta', { delta: 'é😀' }) + short('output_text.delta', { delta: 'two' }),
    end: short('completed', {}),
  },
  sparse: `${streamHead}data: {"type":"response.output_text.delta","delta":"Hi"}\n\ndata: {"type":"response.completed"}\n\ndata: [DONE]\n\n`,
  whole: (text) => ({ id: 'resp_1', object: 'response', status: 'completed', output: output(text) }),
}
