import { APIError } from 'openai'
import { z } from 'zod'
import type { ErrorCode } from '../errors.ts'
import { cutOff, failureCode, notAStream, problem, quote, type Speaker } from './stream-problem.ts'
import type { Outcome } from './text-model.ts'

/** The ways in which a connection fails before a byte of the request has left. */
const neverConnected = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EAI_FAIL|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/
const noTrust = /CERT|SIGNATURE|^ERR_TLS|^ERR_SSL|^EPROTO$/

/** The body of an HTTP error: OpenAI's own shape, and the bare string that some compatible servers send. */
const errorBodySchema = z.union([
  z.object({ message: z.string().optional().catch(undefined), code: z.unknown().optional(), type: z.unknown().optional() }),
  z.string().transform((message) => ({ message, code: undefined, type: undefined })),
])

const documentSchema = z.object({ error: errorBodySchema })

/** An answer that is no stream: its status, its headers, and what its body holds under `error`. */
export type ErrorAnswer = { readonly status: number; readonly headers: Headers; readonly error: unknown }

/**
 * The outcome of a request that brought no stream. An HTTP status or a connection that never stood is a rejection: nothing
 * was generated. A connection that broke after the request had left is an interruption, since the model may have begun.
 * Throws again what is not the provider's doing.
 */
export function outcomeOfError(error: unknown, speaker: Speaker, now: number): Outcome {
  if (!(error instanceof APIError)) throw error
  if (typeof error.status === 'number') {
    return outcomeOfStatus({ status: error.status, headers: new Headers(error.headers), error: error.error }, speaker, now)
  }
  const { model, host } = speaker
  const code = causeCode(error)
  if (neverConnected.test(code)) {
    return rejected('model-connection', `${host} cannot be reached (${code}). Check the network and the base URL, then resume.`, true)
  }
  if (noTrust.test(code)) {
    return rejected('model-connection', `The certificate of ${host} is not trusted (${code}), so ${model} was not asked. Check the base URL and the proxy.`, false)
  }
  return { type: 'interrupted', problem: cutOff(speaker) }
}

/** What an HTTP status means, and what to do about it. */
export function outcomeOfStatus(answer: ErrorAnswer, speaker: Speaker, now: number): Outcome {
  const { status } = answer
  const body = errorBodySchema.safeParse(answer.error).data
  const words = quote(speaker, body?.message)
  const [code, told, retryable] = meaning(status, body?.code === 'insufficient_quota' || body?.type === 'insufficient_quota', speaker)
  const outcome = rejected(code, told, retryable, words)
  const retryAfterMs = retryable ? retryAfter(answer.headers, now) : undefined
  return retryAfterMs === undefined ? outcome : { ...outcome, retryAfterMs }
}

/** What came in place of a stream with a status of success: `document` is its JSON, undefined when it is none. */
export function outcomeOfDocument(document: unknown, speaker: Speaker): Outcome {
  if (document === undefined) return { type: 'rejected', problem: notAStream(speaker, 'a page or text that is no JSON'), retryable: false }
  const error = documentSchema.safeParse(document).data?.error
  if (error === undefined) return { type: 'rejected', problem: notAStream(speaker, 'JSON that is no answer'), retryable: false }
  const told = `${speaker.host} answered with an error instead of a stream from ${speaker.model}. Check the model's name and the base URL.`
  return rejected(failureCode(error.code), told, false, quote(speaker, error.message))
}

function meaning(status: number, noCredit: boolean, speaker: Speaker): [code: ErrorCode, told: string, retryable: boolean] {
  const { model, host } = speaker
  if (noCredit || status === 402) return ['budget-exceeded', `The account at ${host} has no credit left for ${model} (${status}). Add credit, or choose another model.`, false]
  if (status === 401 || status === 403) return ['model-unauthorized', `${host} does not accept the key for ${model} (${status}). Check the API key and what it may use.`, false]
  if (status === 404) return ['model-not-found', `${host} knows no model ${model} (404). Check the model's name and the base URL.`, false]
  if (status === 429) return ['rate-limited', `${host} takes no more requests for ${model} right now (429). Wait a little, then resume.`, true]
  if (status >= 500) return ['model-failed', `${host} failed before ${model} began to answer (${status}). Resume to ask again.`, true]
  if (status < 400) return ['model-connection', `${host} sends what is asked of ${model} on to another address (${status}), which nothing is sent to. Set the base URL to the one that answers itself.`, false]
  return ['invalid-input', `${host} does not accept the request for ${model} (${status}). Choose a model that takes it, or change the options.`, false]
}

function rejected(code: ErrorCode, told: string, retryable: boolean, words?: string): Extract<Outcome, { type: 'rejected' }> {
  return { type: 'rejected', problem: problem(code, told, words), retryable }
}

/** Milliseconds to wait: `retry-after-ms`, or `Retry-After` in seconds or as a date, which the answer's own clock dates. */
function retryAfter(headers: Headers, now: number): number | undefined {
  const exact = amount(headers.get('retry-after-ms'))
  if (exact !== undefined) return exact
  const header = headers.get('retry-after')
  const seconds = amount(header)
  if (seconds !== undefined) return seconds * 1000
  const until = Date.parse(header ?? '')
  if (Number.isNaN(until)) return undefined
  const sent = Date.parse(headers.get('date') ?? '')
  return Math.max(0, until - (Number.isNaN(sent) ? now : sent))
}

function amount(header: string | null): number | undefined {
  return header !== null && /^\s*\d+(?:\.\d+)?\s*$/.test(header) ? Number(header) : undefined
}

/** The system's code for what broke a connection, however deep it lies; empty when there is none. */
function causeCode(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return ''
}
