import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Why a request is turned away before anything is done with it. */
export type Refusal = { readonly status: number; readonly code: string; readonly message: string }

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const isToken = (given: string | undefined, token: string): boolean => {
  return given !== undefined && timingSafeEqual(digest(given), digest(`Bearer ${token}`))
}

/** The names under which a loopback server is asked for. Any other Host is a page that rebound its name to this machine. */
const ownHosts = (port: number): Set<string> => new Set(['127.0.0.1', 'localhost', '[::1]'].map(name => `${name}:${port}`))

/** What guards a loopback server: its own Host, no foreign Origin, JSON bodies only, and the token. */
export const createGuard = (own: { port: number; token: string }): ((request: IncomingMessage) => Refusal | undefined) => {
  const hosts = ownHosts(own.port)
  return request => {
    const { host, origin } = request.headers
    if (host === undefined || !hosts.has(host.toLowerCase())) {
      return { status: 403, code: 'forbidden', message: 'This server answers to its own loopback address only.' }
    }
    if (origin !== undefined && !hosts.has(origin.toLowerCase().replace(/^http:\/\//, ''))) {
      return { status: 403, code: 'forbidden', message: 'This server does not answer web pages of other origins.' }
    }
    if (request.method === 'GET' && request.url === '/health') return undefined
    if (!isToken(request.headers.authorization, own.token)) {
      return { status: 401, code: 'unauthorized', message: 'The token is missing or wrong.' }
    }
    if (request.method !== 'GET' && request.method !== 'POST') {
      return { status: 405, code: 'invalid-input', message: 'Only GET and POST are understood.' }
    }
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
    if (request.method === 'POST' && type !== 'application/json') {
      return { status: 415, code: 'invalid-input', message: 'A request has a JSON body.' }
    }
    return undefined
  }
}
