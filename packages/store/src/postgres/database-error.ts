import { ColdopenError } from '@coldopen/core'

/** An error of PostgreSQL or of the way to it as a `storage` error about `place`; undefined when it is neither's. */
export const databaseError = (error: unknown, place: string): ColdopenError | undefined => {
  const sentence = sentenceFor(error, place)
  return sentence === undefined ? undefined : new ColdopenError('storage', sentence, error)
}

/** A host with several addresses fails once for each of them; the first says enough. */
const sentenceFor = (error: unknown, place: string): string | undefined => {
  if (error instanceof AggregateError && error.errors.length > 0) return sentenceFor(error.errors[0], place)
  if (!(error instanceof Error) || error instanceof ColdopenError) return undefined
  if (lostConnections.some(message => error.message.startsWith(message))) return gone(place, error.message)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  if (code === undefined) return undefined
  if ('syscall' in error) return (wayThere[code] ?? gone)(place, error.message)
  if (!('severity' in error)) return undefined
  return (states[code] ?? classes[code.slice(0, 2)] ?? other)(place, error.message)
}

type Sentence = (place: string, message: string) => string

const refused: Sentence = place => `${place} does not answer: check that PostgreSQL runs there and that the address is right.`
const unknownHost: Sentence = place => `${place} cannot be found: check the name of the host.`
const gone: Sentence = (place, message) => `${place} cannot be reached (${message}): check that PostgreSQL runs there, then try again. What was stored before is kept.`
const notAllowed: Sentence = place => `${place} does not let this user in: check user and password in the address.`
const noDatabase: Sentence = place => `${place} does not exist: create it, or choose another.`
const forbidden: Sentence = place => `${place} does not let this user do what is needed: give the user the right to create tables there.`
const full: Sentence = place => `${place} has no room left: free some space on its disk, then resume. What was stored before is kept.`
const crowded: Sentence = place => `${place} takes no more connections: allow it more (max_connections), or run fewer servers.`
const readOnly: Sentence = place => `${place} is read-only: connect to the primary server.`
const other: Sentence = (place, message) => `${place} could not do its work (${message}). What was stored before is kept.`

/** What `pg` says, without a code, when a connection breaks or none can be had. */
const lostConnections = ['Connection terminated', 'Client has encountered a connection error', 'timeout exceeded when trying to connect', 'Query read timeout']

const wayThere: { readonly [code: string]: Sentence } = { ECONNREFUSED: refused, ENOENT: refused, ENOTFOUND: unknownHost, EAI_AGAIN: unknownHost }

/** By SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const states: { readonly [code: string]: Sentence } = {
  '25006': readOnly,
  '3D000': noDatabase,
  '42501': forbidden,
  '53100': full,
  '53300': crowded,
  '57P01': gone,
  '57P02': gone,
  '57P03': gone,
}
const classes: { readonly [code: string]: Sentence } = { '08': gone, '28': notAllowed }
