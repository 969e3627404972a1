import type { Answer } from '../answer.ts'
import type { JsonObject } from '../json/schema.ts'
import { without } from './response-object.ts'

export const chatId = (answer: Answer): string => answer.id.replace(/^resp_/u, 'chatcmpl-')

export function chatUsage(answer: Answer): JsonObject {
  const { inputTokens, outputTokens } = answer.usage
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: answer.reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}

/** What the choice says about its end. A failure has no finish reason: the stream breaks off with an error instead. */
export function finishReason(answer: Answer): 'stop' | 'length' | 'content_filter' {
  if (answer.ending.type !== 'incomplete') return 'stop'
  return answer.ending.reason === 'content_filter' ? 'content_filter' : 'length'
}

/** The whole answer as one chat completion. */
export function chatObject(answer: Answer): JsonObject {
  const said = answer.refusal ? { content: null, refusal: answer.text } : { content: answer.text, refusal: null }
  const message = { role: 'assistant', ...said, annotations: [] }
  const object = {
    id: chatId(answer),
    object: 'chat.completion',
    created: Math.floor(answer.begunAt / 1000),
    model: answer.asked.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason(answer) }],
    usage: chatUsage(answer),
    service_tier: 'default',
    system_fingerprint: null,
  }
  return without(object, answer.behaviour.omit ?? [])
}
