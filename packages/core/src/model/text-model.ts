import type { PauseReason, Problem } from '../events.ts'
import type { Room } from './room.ts'

/** A JSON Schema as plain data, in the subset that strict structured output takes. */
export type JsonSchema = { readonly [key: string]: unknown }

/**
 * One request to a model. `instructions` say what to write and how; `material` is what it is written from (the idea, the
 * bible, what came before): named data, rendered as JSON, never as instructions. `schema` is the shape of the answer;
 * without one the answer is prose.
 */
export type ModelRequest = {
  readonly instructions: string
  readonly material: { readonly [name: string]: unknown }
  readonly schema?: { readonly name: string; readonly json: JsonSchema }
  /** The most output tokens the answer may use, a reasoning model's reasoning included. */
  readonly maxOutputTokens: number
  /** Whether the model may search the web for the answer; only ever asked of one that can. */
  readonly webSearch?: boolean
}

/** Tokens as the provider counted them, `reasoningTokens` among those of the output; `estimated` where nobody did. */
export type TokenUsage = { readonly inputTokens: number; readonly outputTokens: number; readonly reasoningTokens?: number | undefined; readonly estimated?: true | undefined }

/**
 * How a request ended. What a model can be expected to do is a value and not an exception; the text that came before it is
 * kept by whoever read the stream.
 * - `completed`: the provider said that the answer is whole (which does not make it so: the contract decides).
 * - `length`: the output limit was reached.
 * - `refused`, `filtered`: the model declined, or a filter cut it; the reason is the provider's.
 * - `failed`: the provider reported a failure in the middle of an answer.
 * - `interrupted`: the connection ended, or nothing came for too long, before the provider said how it ended.
 * - `rejected`: no answer was begun (4xx, 5xx, 429, no connection): nothing was generated. With `pause`, the request was held
 *   back on our side, and the run is to be paused for that reason.
 * - `aborted`: we closed the stream ourselves.
 */
export type Outcome =
  | { readonly type: 'completed'; readonly usage?: TokenUsage }
  | { readonly type: 'length'; readonly usage?: TokenUsage }
  | { readonly type: 'refused'; readonly problem: Problem; readonly usage?: TokenUsage }
  | { readonly type: 'filtered'; readonly problem: Problem; readonly usage?: TokenUsage }
  | { readonly type: 'failed'; readonly problem: Problem; readonly usage?: TokenUsage }
  | { readonly type: 'interrupted'; readonly problem: Problem }
  | { readonly type: 'rejected'; readonly problem: Problem; readonly retryable: boolean; readonly retryAfterMs?: number; readonly pause?: PauseReason }
  | { readonly type: 'aborted' }

/**
 * What a model's stream gives, in order: `queued` when the request has to wait before it leaves (so many milliseconds), and then
 * `leaving`, behind which it leaves when the next is asked for; `created` at most once, `text` any number of times (each is whatever had arrived,
 * not one delta), `source` for every page that a search gave or the answer cites, and `end` exactly once, as the last. `seq`
 * is there when the provider keeps the answer: its own number of the last event that is told by then.
 */
export type ModelEvent =
  | { readonly type: 'queued'; readonly forMs: number }
  | { readonly type: 'leaving' }
  | { readonly type: 'created'; readonly responseId: string; readonly seq?: number }
  | { readonly type: 'text'; readonly text: string; readonly seq?: number }
  /** A page as the search tool names it: never an address out of the answer's own text. */
  | { readonly type: 'source'; readonly url: string; readonly title: string }
  /** What the provider still lets in, as it said when it took the request. */
  | { readonly type: 'room'; readonly room: Room }
  | { readonly type: 'end'; readonly outcome: Outcome }

/**
 * How far an answer that its provider keeps was read: the latest `seq`, and the UTF-16 units of all its text until then; 0 and
 * 0 is its beginning. `searches`: whether it was asked for with a search, which is assumed.
 */
export type AnswerMark = { readonly responseId: string; readonly seq: number; readonly characters: number; readonly searches?: boolean }

/**
 * The reason of an abort by which a reader leaves an answer to whoever takes it up next. By any other reason the answer is
 * given up, and cancelled at a provider that keeps it.
 */
export const leftToOthers = Symbol('left to others')

/** A model that writes text. Neither function throws for what a provider does: that is an outcome. */
export interface TextModel {
  /** `provider/model`, as people see it. */
  readonly name: string
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>
  /**
   * Goes on with an answer whose `created` had a `seq`, behind what was read of it, without asking for it again: no
   * `created`, and no text twice. It is never `rejected`, since the answer was begun: what cannot be had any more is
   * `interrupted`. Absent where answers are not kept.
   */
  readonly resume?: (mark: AnswerMark, signal: AbortSignal) => AsyncIterable<ModelEvent>
}
