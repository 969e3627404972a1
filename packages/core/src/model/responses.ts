import type { ResponseCreateParamsStreaming } from 'openai/resources/responses/responses'
import { createOpenaiClient, hostOf, renderMaterial, type Endpoint } from './openai-client.ts'
import { eventBatches, wholeText } from './stream-events.ts'
import { cutOff, notAStream, stalled, type Speaker } from './stream-problem.ts'
import { outcomeOfDocument, outcomeOfError } from './stream-rejection.ts'
import { createResponseReader, parseJson } from './stream-responses.ts'
import { systemClock, watchStream, type StreamClock, type StreamWatch } from './stream-watch.ts'
import type { ModelEvent, ModelRequest, Outcome, TextModel } from './text-model.ts'

export type ResponsesOptions = Endpoint & {
  readonly provider: string
  readonly model: string
  /** A reasoning model is sent an effort (`low` by default) and no temperature. */
  readonly reasoning?: boolean
  readonly effort?: 'minimal' | 'low' | 'medium' | 'high'
  readonly temperature?: number
  /**
   * Milliseconds without progress after which a stream is given up: 60,000 by default, 240,000 for a reasoning model, which
   * may think that long without a word. An event makes progress when it opens, brings or closes content; neither bytes
   * that complete no event, nor comments, nor repeated words that the response is in progress do. Node's own `fetch`
   * gives up after 300,000 without a byte.
   */
  readonly idleMs?: number
  readonly clock?: StreamClock
}

type Answer = AsyncGenerator<ModelEvent, Outcome, undefined>

/**
 * A model behind OpenAI's Responses API. One `text` event holds what one network chunk brought. Leaving the loop closes the
 * connection. Throws `invalid-input` when the base URL is no address.
 */
export function createResponsesModel(options: ResponsesOptions): TextModel {
  const { model, apiKey, clock = systemClock, idleMs = options.reasoning ? 240_000 : 60_000 } = options
  const speaker: Speaker = { model, host: hostOf(options), ...(apiKey && { apiKey }) }
  const client = createOpenaiClient(options)

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void, undefined> {
    const watch = watchStream(signal, clock, idleMs)
    try {
      watch.progress()
      yield { type: 'end', outcome: yield* ask(request, watch) }
    } finally {
      watch.close()
    }
  }

  async function* ask(request: ModelRequest, watch: StreamWatch): Answer {
    let response
    try {
      response = await client.responses.create(bodyOf(request, options), { signal: watch.signal, maxRetries: 0 }).asResponse()
    } catch (error) {
      return endedByUs(watch) ?? outcomeOfError(error, speaker, clock.now())
    }
    const type = response.headers.get('content-type') ?? ''
    return yield* /json|html/.test(type) ? readDocument(response, watch) : readStream(response, watch)
  }

  async function* readStream(response: Response, watch: StreamWatch): Answer {
    const reader = createResponseReader(speaker)
    let isStream = response.headers.get('content-type')?.includes('event-stream')
    for await (const events of eventBatches(response.body)) {
      isStream = true
      const { told, progressed, outcome } = reader.take(events)
      if (progressed) watch.pause()
      yield* told
      if (outcome) return outcome
      if (progressed) watch.progress()
    }
    return endedByUs(watch) ?? { type: 'interrupted', problem: isStream ? cutOff(speaker) : notAStream(speaker, 'something else') }
  }

  /** A body that is no stream: a whole Response from a server that streams nothing, an error, or a page. */
  async function* readDocument(response: Response, watch: StreamWatch): Answer {
    const document = parseJson(await wholeText(response.body))
    watch.pause()
    const reading = createResponseReader(speaker).takeWhole(document)
    yield* reading?.told ?? []
    return reading?.outcome ?? endedByUs(watch) ?? outcomeOfDocument(document, speaker)
  }

  function endedByUs(watch: StreamWatch): Outcome | undefined {
    const cause = watch.cause()
    if (cause === 'aborted') return { type: 'aborted' }
    return cause === 'stalled' ? { type: 'interrupted', problem: stalled(speaker, idleMs) } : undefined
  }

  return { name: `${options.provider}/${model}`, stream }
}

function bodyOf(request: ModelRequest, options: ResponsesOptions): ResponseCreateParamsStreaming {
  const { model, reasoning, effort = 'low', temperature } = options
  const { schema } = request
  return {
    model,
    instructions: request.instructions,
    input: renderMaterial(request),
    max_output_tokens: request.maxOutputTokens,
    store: false,
    stream: true,
    ...(schema && { text: { format: { type: 'json_schema', name: schema.name, schema: { ...schema.json }, strict: true } } }),
    ...(reasoning ? { reasoning: { effort } } : temperature !== undefined && { temperature }),
  }
}
