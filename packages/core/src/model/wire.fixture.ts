import type { Socket } from 'node:net'
import { startRawServer } from './stream-server.fixture.ts'
import type { StreamClock } from './stream-watch.ts'
import type { ModelEvent, ModelRequest, Outcome, TextModel } from './text-model.ts'

export type WireOptions = { readonly apiKey?: string; readonly idleMs?: number; readonly clock?: StreamClock; readonly temperature?: number; readonly reasoning?: boolean }

/** What one API writes on the wire, and the adapter that reads it. Every end but those of `brief` counts 11 and 22 tokens. */
export type Wire = {
  readonly name: string
  readonly model: (baseUrl: string, options?: WireOptions) => TextModel
  /** The answer's id. */
  readonly id: string
  readonly opening: string
  readonly delta: (text: string) => string
  /** Events that say only that the connection lives. */
  readonly alive: string
  readonly completed: string
  readonly length: string
  readonly filtered: string
  /** Ways to decline with "I cannot help.", each with its name. */
  readonly refusals: readonly (readonly [name: string, body: string])[]
  /** Ways to fail with "The server had an error.", each with its name and our code. */
  readonly failures: readonly (readonly [name: string, body: string, code: string])[]
  /** A short answer of "é😀" and "two", and the event that ends it. */
  readonly brief: { readonly opening: string; readonly end: string }
  /** An answer "Hi", head included, with every field left out that is not needed. */
  readonly sparse: string
  /** A completed answer that is no stream. */
  readonly whole: (text: string) => object
}

export const key = 'sk-canary-0123456789'
export const request: ModelRequest = { instructions: 'Write.', material: { idea: 'a lighthouse' }, maxOutputTokens: 500 }

/** Everything a stream tells, its text in one piece, and its end. */
export async function gathered(stream: AsyncIterable<ModelEvent>) {
  const events: ModelEvent[] = []
  for await (const event of stream) events.push(event)
  const last = events.at(-1)
  if (last?.type !== 'end') throw new Error('the stream gave no end')
  const text = events.map((event) => (event.type === 'text' ? event.text : '')).join('')
  return { events, text, outcome: last.outcome }
}

export function run(writer: TextModel, asked = request, signal: AbortSignal = new AbortController().signal): ReturnType<typeof gathered> {
  return gathered(writer.stream(asked, signal))
}

/** What one scripted answer comes to. */
export async function answered(wire: Pick<Wire, 'model'>, raw: string | ((socket: Socket) => void), options: WireOptions = {}) {
  await using server = await startRawServer((socket) => (typeof raw === 'string' ? socket.end(raw) : raw(socket)))
  const result = await run(wire.model(server.baseUrl, { apiKey: key, ...options }))
  return { ...result, host: server.host, received: server.received }
}

export const messageOf = (outcome: Outcome): string => ('problem' in outcome ? outcome.problem.message : '')
export const codeOf = (outcome: Outcome): string => ('problem' in outcome ? outcome.problem.code : '')
