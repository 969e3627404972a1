import OpenAI from 'openai'
import { z } from 'zod'
import type { FakeOpenAI } from '../src/index.ts'

/** A client that sends everything once. */
export const clientOf = (fake: FakeOpenAI, key = 'sk-test'): OpenAI => new OpenAI({ baseURL: fake.url, apiKey: key, maxRetries: 0, logLevel: 'off' })

const line = {
  type: 'object',
  properties: { character_id: { type: 'string', enum: ['char_001', 'char_002'] }, delivery: { type: 'string' }, line: { type: 'string' } },
  required: ['character_id', 'delivery', 'line'],
  additionalProperties: false,
}

/** The schema of a set of segments, as strict structured output takes it. */
export function setSchema(segments: number): { [key: string]: unknown } {
  const segment = {
    type: 'object',
    properties: {
      title: { type: 'string' },
      setting: { type: 'string' },
      action: { type: 'string' },
      dialogue: { type: 'array', items: line },
    },
    required: ['title', 'setting', 'action', 'dialogue'],
    additionalProperties: false,
  }
  return {
    type: 'object',
    properties: { segments: { type: 'array', items: segment, minItems: segments, maxItems: segments } },
    required: ['segments'],
    additionalProperties: false,
  }
}

/** A request for a set of segments by the Responses API. */
export function askForSet(segments: number, more: Partial<OpenAI.Responses.ResponseCreateParamsStreaming> = {}): OpenAI.Responses.ResponseCreateParamsStreaming {
  const format = { type: 'json_schema', name: 'set', strict: true, schema: setSchema(segments) } as const
  return { model: 'fake', input: 'Write a set of segments.', stream: true, text: { format }, ...more }
}

/** The same by Chat Completions. */
export function askChatForSet(segments: number, more: Partial<OpenAI.ChatCompletionCreateParamsStreaming> = {}): OpenAI.ChatCompletionCreateParamsStreaming {
  const format = { type: 'json_schema', json_schema: { name: 'set', strict: true, schema: setSchema(segments) } } as const
  return { model: 'fake', messages: [{ role: 'user', content: 'Write a set of segments.' }], stream: true, response_format: format, ...more }
}

const wholeSchema = z.object({ output: z.array(z.object({ content: z.array(z.object({ text: z.string() })) })) })

/** The text of a Response object; the error it is instead, thrown. */
export function wholeText(body: unknown): string {
  const result = wholeSchema.safeParse(body)
  if (!result.success) throw new Error(JSON.stringify(body))
  return result.data.output.flatMap((item) => item.content.map((part) => part.text)).join('')
}

/** What a client saw of a stream: the events, the text, and the error that broke it off. */
export type Seen = { events: OpenAI.Responses.ResponseStreamEvent[]; types: string[]; text: string; refusal: string; error: unknown }

/** Reads a Responses stream to whatever end it comes to. */
export async function readResponses(asked: PromiseLike<AsyncIterable<OpenAI.Responses.ResponseStreamEvent>>): Promise<Seen> {
  const seen: Seen = { events: [], types: [], text: '', refusal: '', error: undefined }
  try {
    for await (const event of await asked) {
      seen.events.push(event)
      seen.types.push(event.type)
      if (event.type === 'response.output_text.delta') seen.text += event.delta
      if (event.type === 'response.refusal.delta') seen.refusal += event.delta
    }
  } catch (error) {
    seen.error = error
  }
  return seen
}

export type SeenChat = { text: string; refusal: string; finish: string | null; usage: OpenAI.CompletionUsage | null; error: unknown }

/** Reads a Chat Completions stream to whatever end it comes to. */
export async function readChat(asked: PromiseLike<AsyncIterable<OpenAI.ChatCompletionChunk>>): Promise<SeenChat> {
  const seen: SeenChat = { text: '', refusal: '', finish: null, usage: null, error: undefined }
  try {
    for await (const chunk of await asked) {
      const choice = chunk.choices[0]
      seen.text += choice?.delta.content ?? ''
      seen.refusal += choice?.delta.refusal ?? ''
      seen.finish = choice?.finish_reason ?? seen.finish
      seen.usage = chunk.usage ?? seen.usage
    }
  } catch (error) {
    seen.error = error
  }
  return seen
}
