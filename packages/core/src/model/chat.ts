import type { ChatCompletionCreateParamsStreaming, ChatCompletionMessageParam } from 'openai/resources/chat/completions'
import { createOpenaiClient } from './openai-client.ts'
import { instructionsOf, renderMaterial } from './prompt.ts'
import { readAnswer, type Asking } from './stream-answer.ts'
import { createChatReader } from './stream-chat.ts'
import type { StreamWatch } from './stream-watch.ts'
import { settingOf, untilItsEnd, type StreamedModelOptions } from './streamed-model.ts'
import type { ModelEvent, ModelRequest, Outcome, TextModel } from './text-model.ts'

export type ChatOptions = StreamedModelOptions & {
  /** The provider enforces the schema of an answer. Without it the schema is written into the instructions. */
  readonly structuredOutput?: boolean
  /** What the server calls the limit of an answer: `max_tokens`, which the older and compatible ones know, by default. */
  readonly limitName?: 'max_tokens' | 'max_completion_tokens'
}

/**
 * A model behind Chat Completions, as OpenAI and many compatible servers offer them. One `text` event holds what one network
 * chunk brought. Leaving the loop closes the connection. Throws `invalid-input` when the base URL is no address.
 */
export function createChatModel(options: ChatOptions): TextModel {
  const setting = settingOf(options)
  const { chat } = createOpenaiClient(options)

  async function* ask(request: ModelRequest, watch: StreamWatch): AsyncGenerator<ModelEvent, Outcome, undefined> {
    const reader = createChatReader(setting.speaker)
    const send: Asking['send'] = (signal) => chat.completions.create(bodyOf(request, options), { signal, maxRetries: 0 }).asResponse()
    const end = yield* readAnswer({ ...setting, reader, watch, send })
    return end.outcome
  }

  return {
    name: `${options.provider}/${options.model}`,
    stream: (request, signal) => untilItsEnd(setting, signal, (watch) => ask(request, watch)),
  }
}

function bodyOf(request: ModelRequest, options: ChatOptions): ChatCompletionCreateParamsStreaming {
  const { model, structuredOutput = false, limitName = 'max_tokens', reasoning, effort = 'low', temperature } = options
  const { schema, maxOutputTokens } = request
  const isEnforced = schema !== undefined && structuredOutput
  return {
    model,
    messages: messagesOf(request, isEnforced),
    ...(limitName === 'max_tokens' ? { max_tokens: maxOutputTokens } : { max_completion_tokens: maxOutputTokens }),
    stream: true,
    stream_options: { include_usage: true },
    ...(isEnforced && { response_format: { type: 'json_schema', json_schema: { name: schema.name, schema: { ...schema.json }, strict: true } } }),
    ...(reasoning ? { reasoning_effort: effort } : temperature !== undefined && { temperature }),
  }
}

function messagesOf(request: ModelRequest, isEnforced: boolean): ChatCompletionMessageParam[] {
  return [
    { role: 'system', content: instructionsOf(request, isEnforced) },
    { role: 'user', content: renderMaterial(request) },
  ]
}
