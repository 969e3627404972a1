import type { Answer } from '../answer.ts'
import type { JsonObject } from '../json/schema.ts'
import { citationsOf, searchItem } from './search-object.ts'

export type ResponseStatus = 'queued' | 'in_progress' | 'completed' | 'incomplete' | 'failed' | 'cancelled'

/** An id of the kind the API gives, the same part of an answer always under the same one. */
export const partId = (answer: Answer, kind: 'msg' | 'rs'): string => answer.id.replace(/^resp_/u, `${kind}_`)

export function contentPart(answer: Answer, text: string): JsonObject {
  if (answer.refusal) return { type: 'refusal', refusal: text }
  return { type: 'output_text', annotations: text === '' ? [] : citationsOf(answer), logprobs: [], text }
}

export function reasoningItem(answer: Answer, done: boolean): JsonObject {
  const summary = done && answer.summary !== '' ? [{ type: 'summary_text', text: answer.summary }] : []
  return { id: partId(answer, 'rs'), type: 'reasoning', summary }
}

export function messageItem(answer: Answer, status: 'in_progress' | 'completed' | 'incomplete'): JsonObject {
  const content = status === 'in_progress' ? [] : [contentPart(answer, answer.text)]
  return { id: partId(answer, 'msg'), type: 'message', status, content, role: 'assistant' }
}

/** The items of the output once the answer has ended: reasoning, when there is any, searches, and a message, when it was begun. */
function outputItems(answer: Answer): JsonObject[] {
  const reasoning = answer.reasoningTokens > 0 ? [reasoningItem(answer, true)] : []
  const items = [...reasoning, ...answer.searches.map((_, at) => searchItem(answer, at, 'completed'))]
  const whole = answer.ending.type === 'completed'
  return whole || answer.text !== '' ? [...items, messageItem(answer, whole ? 'completed' : 'incomplete')] : items
}

export function usageOf(answer: Answer): JsonObject {
  const { inputTokens, outputTokens } = answer.usage
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: answer.reasoningTokens },
    total_tokens: inputTokens + outputTokens,
  }
}

const isTerminal = (status: ResponseStatus): boolean => status === 'completed' || status === 'incomplete' || status === 'failed'

/** The Response object as it is at a status; output and usage are there once it has ended. */
export function responseObject(answer: Answer, status: ResponseStatus): JsonObject {
  const { asked, ending } = answer
  const body = asked.body
  const ended = isTerminal(status)
  const failed = status === 'failed' && (ending.type === 'failed' || ending.type === 'error')
  const object: JsonObject = {
    id: answer.id,
    object: 'response',
    created_at: Math.floor(answer.begunAt / 1000),
    status,
    background: asked.background,
    error: failed ? { code: ending.code, message: ending.message } : null,
    incomplete_details: status === 'incomplete' && ending.type === 'incomplete' ? { reason: ending.reason } : null,
    instructions: body['instructions'] ?? null,
    max_output_tokens: asked.maxOutputTokens ?? null,
    metadata: body['metadata'] ?? {},
    model: asked.model,
    output: ended ? outputItems(answer) : [],
    parallel_tool_calls: body['parallel_tool_calls'] ?? true,
    previous_response_id: body['previous_response_id'] ?? null,
    reasoning: { effort: asked.effort ?? null, summary: asked.summary ? 'auto' : null },
    store: asked.store,
    temperature: body['temperature'] ?? 1,
    text: body['text'] ?? { format: { type: 'text' } },
    tool_choice: body['tool_choice'] ?? 'auto',
    tools: body['tools'] ?? [],
    top_p: body['top_p'] ?? 1,
    truncation: body['truncation'] ?? 'disabled',
    usage: ended ? usageOf(answer) : null,
    user: body['user'] ?? null,
  }
  return without(object, answer.behaviour.omit ?? [])
}

/** An object without some of its fields. */
export function without(object: JsonObject, omitted: readonly string[]): JsonObject {
  if (omitted.length === 0) return object
  return Object.fromEntries(Object.entries(object).filter(([key]) => !omitted.includes(key)))
}
