import type { ResponseCreateParamsStreaming } from 'openai/resources/responses/responses'
import { createOpenaiClient } from './openai-client.ts'
import { renderMaterial } from './prompt.ts'
import { takeUp, type Taking } from './responses-take-up.ts'
import { readAnswer, type Asking } from './stream-answer.ts'
import { createResponseReader } from './stream-responses.ts'
import type { StreamWatch } from './stream-watch.ts'
import { settingOf, untilItsEnd, type StreamedModelOptions } from './streamed-model.ts'
import { leftToOthers, type AnswerMark, type ModelEvent, type ModelRequest, type Outcome, type TextModel } from './text-model.ts'

export type ResponsesOptions = StreamedModelOptions & {
  /**
   * The provider stores the answer and goes on writing it when the connection is gone. A stream that is cut is then taken
   * up where it was, here or by `resume` in another process. An abort cancels the answer at the provider, unless its reason
   * is `leftToOthers`; leaving the loop, or a stall, does not.
   */
  readonly background?: boolean
}

type Answer = AsyncGenerator<ModelEvent, Outcome, undefined>

/**
 * A model behind OpenAI's Responses API. One `text` event holds what one network chunk brought. Leaving the loop closes the
 * connection. Throws `invalid-input` when the base URL is no address.
 */
export function createResponsesModel(options: ResponsesOptions): TextModel {
  const { background = false } = options
  const setting = settingOf(options)
  const { speaker } = setting
  const { responses } = createOpenaiClient(options)

  async function* ask(request: ModelRequest, watch: StreamWatch, owner: AbortSignal): Answer {
    const reader = createResponseReader(speaker, { isKept: background, searches: request.webSearch === true })
    const send: Asking['send'] = (signal) => responses.create(bodyOf(request, options), { signal, maxRetries: 0 }).asResponse()
    const taking = { ...setting, reader, watch, responses }
    const end = yield* readAnswer({ ...setting, reader, watch, send })
    return settled(taking, end.isCut && reader.rewind() ? yield* takeUp(taking) : end.outcome, owner)
  }

  async function* goOn(from: AnswerMark, watch: StreamWatch, owner: AbortSignal): Answer {
    const taking = { ...setting, reader: createResponseReader(speaker, { isKept: true, searches: from.searches ?? true, from }), watch, responses }
    return settled(taking, yield* takeUp(taking), owner)
  }

  return {
    name: `${options.provider}/${options.model}`,
    stream: (request, signal) => untilItsEnd(setting, signal, (watch) => ask(request, watch, signal)),
    ...(background && {
      resume: (from: AnswerMark, signal: AbortSignal) => untilItsEnd(setting, signal, (watch) => goOn(from, watch, signal)),
    }),
  }
}

/** An answer that nobody wants any more is not written, and charged, to its end. */
function settled(taking: Taking, outcome: Outcome, owner: AbortSignal): Outcome {
  const isGivenUp = outcome.type === 'aborted' && owner.reason !== leftToOthers
  const mark = isGivenUp ? taking.reader.rewind() : undefined
  if (mark) taking.responses.cancel(mark.responseId, { timeout: 10_000, maxRetries: 0 }).catch(() => undefined)
  return outcome
}

/** The tool to search with, and its results beside the answer, which are the only addresses that are believed. */
const searching = {
  tools: [{ type: 'web_search', search_context_size: 'medium' }],
  max_tool_calls: 4,
  include: ['web_search_call.action.sources'],
} satisfies Partial<ResponseCreateParamsStreaming>

function bodyOf(request: ModelRequest, options: ResponsesOptions): ResponseCreateParamsStreaming {
  const { model, background = false, reasoning, effort = 'low', temperature } = options
  const { schema } = request
  return {
    model,
    instructions: request.instructions,
    input: renderMaterial(request),
    max_output_tokens: request.maxOutputTokens,
    ...(background ? { background, store: true } : { store: false }),
    stream: true,
    ...(request.webSearch && searching),
    ...(schema && { text: { format: { type: 'json_schema', name: schema.name, schema: { ...schema.json }, strict: true } } }),
    ...(reasoning ? { reasoning: { effort } } : temperature !== undefined && { temperature }),
  }
}
