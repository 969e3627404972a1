import type { ErrorCode } from '../errors.ts'
import type { Problem } from '../events.ts'

/** Who is spoken of in a sentence about a request. */
export type Speaker = { readonly model: string; readonly host: string; readonly apiKey?: string }

const longestQuote = 200
const keyForms = /\b(?:Bearer|Basic)\s+\S+|\b(?:sk|pk|rk|gsk|xai)-[^\s"'“”,;]+|\bAIza[\w-]+|[\w~+/=-]{32,}/gi
const spaceAndControl = /[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu

/** A key as an answer may repeat it: as it is, in an address, in base64. */
const formsOf = (key: string | undefined): string[] => (key ? [key, encodeURIComponent(key), Buffer.from(key).toString('base64').replace(/=+$/, '')] : [])

/** A provider's own words, made safe to show: one line, no key, 200 characters at most. Undefined when there are none. */
export function quote(speaker: Speaker, words: unknown): string | undefined {
  if (typeof words !== 'string') return undefined
  const head = words.slice(0, 4_000)
  const keyless = formsOf(speaker.apiKey).reduce((text, form) => text.replaceAll(form, '[key]'), head)
  const line = keyless.replace(keyForms, '[key]').replace(spaceAndControl, ' ').trim()
  if (line === '') return undefined
  return line.length <= longestQuote ? line : `${line.slice(0, longestQuote - 1).toWellFormed().replace(/\ufffd$/, '')}…`
}

/** `told` says what happened and what to do, `words` are the provider's. */
export function problem(code: ErrorCode, told: string, words?: string): Problem {
  return { code, message: words === undefined ? told : `${told} The provider says: “${words}”` }
}

export const resumeLater = 'What had arrived is kept: resume to ask for the rest.'

export const cutOff = ({ model, host }: Speaker): Problem =>
  problem('model-connection', `The connection to ${host} ended before ${model} had finished. ${resumeLater}`)

export const damaged = ({ model, host }: Speaker): Problem =>
  problem('model-connection', `${host} sent something in the answer of ${model} that is not an event of a model's stream. ${resumeLater}`)

export const forgotten = ({ model, host }: Speaker): Problem =>
  problem('model-failed', `${host} no longer has the answer that ${model} had begun. ${resumeLater}`)

export const stalled = ({ model, host }: Speaker, idleMs: number): Problem =>
  problem('model-stalled', `${model} at ${host} wrote nothing for ${Math.round(idleMs / 1000)} s, so the request was given up. ${resumeLater}`)

export const refused = (speaker: Speaker, words: unknown): Problem =>
  problem('model-refused', `${speaker.model} declined to write this. Change the wording, or choose another model.`, quote(speaker, words))

export const filtered = (speaker: Speaker): Problem =>
  problem('model-filtered', `A content filter at ${speaker.host} cut off the answer of ${speaker.model}. Change the wording, or choose another model.`)

/** A failure that the provider reported in the middle of an answer. */
export const failed = (speaker: Speaker, errorCode: unknown, words: unknown): Problem =>
  problem(failureCode(errorCode), `${speaker.host} reported a failure while ${speaker.model} was answering. ${resumeLater}`, quote(speaker, words))

/** Our code for a provider's, which is a word or, from some, an HTTP status. */
export function failureCode(theirs: unknown): ErrorCode {
  if (theirs === 'insufficient_quota' || theirs === 402) return 'budget-exceeded'
  return theirs === 'rate_limit_exceeded' || theirs === 429 ? 'rate-limited' : 'model-failed'
}

export const notAStream = ({ model, host }: Speaker, found: string): Problem =>
  problem('model-connection', `${host} answered with ${found} instead of a stream from ${model}. Check the base URL, and whether a proxy or a login page stands in between.`)
