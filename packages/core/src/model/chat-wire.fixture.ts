import { createChatModel } from './chat.ts'
import { streamHead } from './stream-server.fixture.ts'
import type { Wire } from './wire.fixture.ts'

/** One chunk as Chat Completions write it. */
export const chunk = (delta: object, rest: object = {}): string =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: null, ...rest }], usage: null })}\n\n`
export const role = chunk({ role: 'assistant', content: null, refusal: null })
export const content = (text: string): string => chunk({ content: text })
export const finish = (reason: string): string => chunk({}, { finish_reason: reason })
export const tokens = `data: ${JSON.stringify({ id: 'chatcmpl-1', choices: [], usage: { prompt_tokens: 11, completion_tokens: 22, total_tokens: 33 } })}\n\n`
export const done = 'data: [DONE]\n\n'
const end = (reason: string): string => finish(reason) + tokens + done

const short = (delta: object, reason: string | null = null): string => `data: ${JSON.stringify({ choices: [{ delta, finish_reason: reason }] })}\n\n`
const sentence = 'The server had an error.'

export const chatWire: Wire = {
  name: 'Chat Completions',
  model: (baseUrl, options) => createChatModel({ provider: 'openai-chat', model: 'gpt-test', baseUrl, ...options }),
  id: 'chatcmpl-1',
  opening: role,
  delta: content,
  alive: `: ping\n\n${role}${content('')}data: {"id":"chatcmpl-1","choices":[]}\n\n`,
  completed: end('stop'),
  length: end('length'),
  filtered: end('content_filter'),
  refusals: [
    ['deltas', chunk({ refusal: 'I cannot ' }) + chunk({ refusal: 'help.' }) + end('stop')],
    ['a finish reason of that name', chunk({ refusal: 'I cannot help.' }) + end('refusal')],
  ],
  failures: [
    ['an error object', `data: {"error":{"code":"insufficient_quota","message":"${sentence}"}}\n\n`, 'budget-exceeded'],
    ['an error whose code is a status', `data: {"id":"chatcmpl-1","error":{"code":429,"message":"${sentence}"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}\n\n`, 'rate-limited'],
    ['an error inside a choice', chunk({}, { finish_reason: 'error', error: { code: 502, message: sentence } }), 'model-failed'],
    ['an error that is a sentence', `data: {"error":"${sentence}"}\n\n`, 'model-failed'],
    ['an error without a wrapper', `data: {"object":"error","message":"${sentence}","code":50001}\n\n`, 'model-failed'],
    ['a bare line of JSON', `{"error":{"message":"${sentence}"}}\n`, 'model-failed'],
  ],
  brief: { opening: short({ role: 'assistant' }) + short({ content: 'é😀' }) + short({ content: 'two' }), end: short({}, 'stop') },
  sparse: `${streamHead}data: {"choices":[{"delta":{"content":"Hi"}}]}\n\ndata: {"choices":[{"finish_reason":"stop"}]}\n\n`,
  whole: (text) => ({ id: 'chatcmpl-1', object: 'chat.completion', choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }] }),
}
