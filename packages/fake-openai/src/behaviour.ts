import { z } from 'zod'

/** Ways to spoil a JSON answer. `bad-escape` and those after it leave text that is not JSON; the others leave JSON that is wrong. */
export const garbles = [
  'wrong-types',
  'unknown-speaker',
  'empty-text',
  'duplicate',
  'proto',
  'too-many',
  'too-few',
  'missing-field',
  'extra-field',
  'lone-surrogate',
  'bad-escape',
  'raw-newline',
  'trailing-comma',
  'missing-bracket',
] as const

const count = z.int().min(0)

/**
 * What the server does with one request. Everything is optional and may be combined; nothing at all is a good answer at
 * once. Characters are UTF-16 units of the answer's text, bytes are those of the HTTP body, times are seconds unless the
 * name says `Ms`.
 */
export const behaviourSchema = z.strictObject({
  // Instead of an answer
  /** The request is read and nothing ever comes back, not even headers. */
  hang: z.boolean().optional(),
  /** The request is read and the connection reset (RST) before a byte came back. */
  reset: z.boolean().optional(),
  /** An HTTP error with the error body of that status. */
  status: z.int().min(400).max(599).optional(),
  /** With `status`, `fail` or `error`: another `code` in the error, such as `insufficient_quota`. */
  code: z.string().optional(),
  /** With `status`: `2` is `Retry-After: 2`, `1500ms` is `retry-after-ms: 1500`, `date:3` an HTTP date 3 s from now. */
  retryAfter: z.string().regex(/^(\d+(\.\d+)?|\d+ms|date:-?\d+)$/, 'seconds, `1500ms` or `date:3`').optional(),
  /** An HTML page in place of an answer: with status 200, or with `status` as a gateway sends it. */
  html: z.boolean().optional(),
  /** Names of request parameters that this model does not take: 400 when one is present. */
  unsupported: z.array(z.string()).optional(),

  // The text of the answer
  /** The text itself, in place of one made from the schema. */
  answer: z.string().optional(),
  /** Sentences in every free text of a JSON answer (1 to 3 by default). */
  sentences: z.int().min(1).optional(),
  /** Words of a prose answer (by default the last "N words" of the request, else 120). */
  words: z.int().min(1).optional(),
  /** JSON on one line, or indented. */
  layout: z.enum(['compact', 'pretty']).optional(),
  /** The main list has this many elements, the JSON is closed, and the answer calls itself completed. */
  short: count.optional(),
  garble: z.enum(garbles).optional(),
  /** The JSON inside a ```json fence. */
  fence: z.boolean().optional(),
  /** Prose before and after the JSON. */
  around: z.boolean().optional(),

  // How the answer ends; each at this many characters
  /** Text ends here and the answer calls itself completed. */
  stop: count.optional(),
  /** Output limit: `incomplete` with `max_output_tokens`, or finish reason `length`. */
  truncate: count.optional(),
  /** `incomplete` with `content_filter`. */
  filter: count.optional(),
  /** A `response.failed` event. */
  fail: count.optional(),
  /** An `error` event, and the end of the stream. */
  error: count.optional(),
  /** The error event with its code and message inside `error`, as the API has been seen to send it beside its documented form. */
  nestedError: z.boolean().optional(),
  /** A refusal in place of the answer; a string is its sentence. */
  refuse: z.union([z.boolean(), z.string()]).optional(),

  // Reasoning
  /** Tokens of reasoning before the text; they count against the output limit. */
  reasoning: count.optional(),
  /** A summary of the reasoning is streamed. */
  summary: z.boolean().optional(),

  // The web, where a request has the tool to search it
  /** Pages that the search finds, or how many of its own (3 by default). */
  search: z.union([count, z.array(z.object({ url: z.string(), title: z.string() }))]).optional(),

  /** The record of the request says when which character was sent. */
  stamps: z.boolean().optional(),

  // What a compatible server leaves out
  /** Names of events (`output_item.added`) that are not sent, and of fields (`output_index`, `usage`) removed everywhere. */
  omit: z.array(z.string()).optional(),

  // Pace
  /** Tokens a second, 4 characters each; instant without it. */
  pace: z.number().positive().optional(),
  /** Seconds to the first token. */
  firstToken: z.number().min(0).optional(),
  /** Characters of one delta. */
  delta: z.int().min(1).optional(),
  /** Deltas may end between the two halves of a surrogate pair. */
  splitPairs: z.boolean().optional(),

  // The wire
  /** The connection ends after this many bytes of the body. */
  cut: count.optional(),
  /** The connection of a stream ends after this many characters of text. */
  cutText: count.optional(),
  /** How it ends: socket closed (`fin`), reset (`rst`), or the body ended in good order as a proxy does (`end`). */
  by: z.enum(['fin', 'rst', 'end']).optional(),
  /** Milliseconds between the last byte and the end (20 by default), so that a client reads those bytes before it sees the end. */
  lingerMs: z.number().min(0).optional(),
  /** Nothing more of the text is sent after this many characters, until released. */
  stall: count.optional(),
  /** The stall ends by itself after this many milliseconds. */
  stallMs: z.number().min(0).optional(),
  /** What a stalled stream still sends. */
  keepAlive: z.enum(['comments', 'in_progress']).optional(),
  keepAliveMs: z.number().positive().optional(),
  /** One byte a write, or writes that end inside every multi-byte character. */
  split: z.enum(['bytes', 'characters']).optional(),
})

export type Behaviour = z.infer<typeof behaviourSchema>
