import type { IncomingMessage } from 'node:http'
import { errorStatus, type ErrorCode } from '@coldopen/core'
import type { Caller } from '../access/caller.ts'
import type { Callers } from '../access/callers.ts'

/** Why a request is turned away before anything is done with it. */
export type Refusal = { readonly status: number; readonly code: ErrorCode; readonly message: string }

/** Who may go on: a caller, or anybody where only `/health` is asked. */
export type Passed = { readonly caller?: Caller; readonly refusal?: undefined } | { readonly refusal: Refusal }

const refusal = (code: ErrorCode, message: string, status: number = errorStatus[code]): { refusal: Refusal } => ({ refusal: { status, code, message } })

/** The names under which a server on this machine is asked for. Any other Host is a page that rebound its name to it. */
const loopback = ['127.0.0.1', 'localhost', '[::1]']

/** `names`: under which a hosted server is asked for, `host` or `host:port`. */
export const ownHosts = (port: number, names: readonly string[] = []): ReadonlySet<string> => {
  return new Set([...loopback.map(name => `${name}:${port}`), ...names.map(name => name.toLowerCase())])
}

export type GuardParts = { readonly hosts: ReadonlySet<string>; readonly callers: Callers }

/** What stands before every route: the server's own Host, no foreign Origin, a token or key, JSON bodies only. */
export const createGuard = (parts: GuardParts): ((request: IncomingMessage) => Promise<Passed>) => {
  const { hosts, callers } = parts
  return async request => {
    const { host, origin } = request.headers
    if (host === undefined || !hosts.has(host.toLowerCase())) {
      return refusal('forbidden', 'This server does not answer to that address. One that is hosted has its names in COLDOPEN_HOSTS.')
    }
    if (origin !== undefined && !hosts.has(origin.toLowerCase().replace(/^https?:\/\//, ''))) {
      return refusal('forbidden', 'This server does not answer web pages of other origins.')
    }
    if (request.method === 'GET' && request.url === '/health') return {}
    const caller = await callers(request.headers.authorization)
    if (!caller) return refusal('unauthorized', 'The token or key is missing or wrong.')
    if (request.method !== 'GET' && request.method !== 'POST') return refusal('invalid-input', 'Only GET and POST are understood.', 405)
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
    if (request.method === 'POST' && type !== 'application/json') return refusal('invalid-input', 'A request has a JSON body.', 415)
    return { caller }
  }
}
