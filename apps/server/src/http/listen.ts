import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { ColdopenError, errorStatus } from '@coldopen/core'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import type { Caller } from '../access/caller.ts'
import type { CallerView } from '../access/caller-view.ts'
import type { Callers } from '../access/callers.ts'
import type { OpenRequests } from '../access/open-requests.ts'
import type { Figures } from '../figures/figures.ts'
import type { Logger } from '../log.ts'
import { appRouter } from '../router.ts'
import type { Clock } from '../studio/clock.ts'
import { statusOf, type Context } from '../trpc.ts'
import { answerEvents, isEventsRoute } from './events-route.ts'
import { answerJson, answerWith, refuse } from './answer.ts'
import { createGuard, ownHosts, type Passed, type Refusal } from './guard.ts'
import { portOf } from './port-of.ts'
import { maxBodySize, readBody } from './read-body.ts'

/** Calls in one batch, at most. */
const maxBatchSize = 20

/** Milliseconds a client may take for the head of a request, and for all of it; and how often those are looked for that took longer. */
const patience = { headersTimeout: 5000, requestTimeout: 30_000, connectionsCheckingInterval: 1000 }

export type Listening = { readonly port: number; readonly close: () => Promise<void> }

/** What is listened for. `names` gives the names under which a server on a port may be asked for, beside the loopback's. */
export type Listener = {
  readonly callers: Callers
  readonly open: OpenRequests
  readonly view: (caller: Caller) => CallerView
  readonly figures: Pick<Figures, 'answered' | 'type' | 'text'>
  readonly env: Context['env']
  readonly log: Logger
  readonly clock: Clock
  readonly names: (port: number) => readonly string[]
}

const listenOn = (server: Server, at: { host: string; port: number }): Promise<number> => {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  server.once('error', (error: NodeJS.ErrnoException) => {
    const why = error.code === 'EADDRINUSE' ? 'something else listens there already' : error.code === 'EACCES' ? 'that needs more rights' : error.message
    reject(new ColdopenError('invalid-input', `The server cannot listen on ${at.host}:${at.port}: ${why}. Choose another --port, or leave it out.`, error))
  })
  server.listen(at.port, at.host, () => resolve(portOf(server)))
  return promise
}

/** What is asked for, without what comes behind the question mark: an input may stand there. */
const pathOf = (request: IncomingMessage): string => (request.url ?? '').split('?', 1)[0]?.slice(0, 200) ?? ''

const tooMany: Refusal = { status: 429, code: 'rate-limited', message: 'Too many requests and streams are open under this key: close some first.' }
const onlyAdmins: Refusal = { status: 403, code: 'forbidden', message: 'Only an admin may read the figures.' }
const nothing: Refusal = { status: 404, code: 'not-found', message: 'There is nothing here.' }

/** Serves the procedures under /trpc, and /health and /metrics, behind the guard. `port` 0 takes a free one. */
export const listen = async (at: { host: string; port: number }, parts: Listener): Promise<Listening> => {
  const { log, clock } = parts
  const contexts = new WeakMap<IncomingMessage, Context>()
  const handler = createHTTPHandler({
    router: appRouter,
    basePath: '/trpc/',
    createContext: ({ req }) => {
      const context = contexts.get(req)
      if (!context) throw new ColdopenError('unauthorized', 'The token or key is missing or wrong.')
      return context
    },
    responseMeta: meta => {
      const [error] = meta.errors
      // A 5xx would make a subscriber reconnect for ever.
      return error && meta.errors.length === 1 && meta.type !== 'subscription' ? { status: statusOf(error) } : {}
    },
    allowMethodOverride: true,
    maxBodySize,
    maxBatchSize,
    onError(failure) {
      if (failure.error.code !== 'INTERNAL_SERVER_ERROR') return
      log.error({ err: failure.error.cause ?? failure.error, request: failure.ctx?.requestId, path: failure.path }, 'a call failed in a way nobody expected')
    },
  })

  const route = async (request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> => {
    const path = pathOf(request)
    if (path === '/metrics' && request.method === 'GET') {
      if (context.caller.role !== 'admin') return refuse(response, onlyAdmins, context.requestId)
      return answerWith(response, 200, { type: parts.figures.type, body: await parts.figures.text() })
    }
    if (isEventsRoute(request)) return answerEvents(request, response, context)
    if (!path.startsWith('/trpc/')) return refuse(response, nothing, context.requestId)
    contexts.set(request, context)
    if (request.method === 'GET') return handler(request, response)
    const body = await readBody(request)
    if ('refusal' in body) return refuse(response, body.refusal, context.requestId)
    return handler(Object.assign(request, { body: body.text }), response)
  }

  const serve = async (request: IncomingMessage, response: ServerResponse, guard: (request: IncomingMessage) => Promise<Passed>): Promise<void> => {
    const requestId = randomUUID()
    const began = clock.monotonic()
    response.setHeader('x-request-id', requestId)
    try {
      const { caller, refusal } = { caller: undefined, ...(await guard(request)) }
      // Whoever went away while it was looked up who they are is answered nothing, and has nothing open.
      if (response.destroyed) return
      response.once('close', () => {
        const ms = Math.round(clock.monotonic() - began)
        parts.figures.answered(response.statusCode, ms / 1000)
        log.info({ request: requestId, method: request.method, path: pathOf(request), status: response.statusCode, ms, user: caller?.user?.id }, 'a request was answered')
      })
      if (refusal) return refuse(response, refusal, requestId)
      if (!caller) return answerJson(response, 200, { status: 'ok' })
      if (!parts.open.enter(caller, response)) return refuse(response, tooMany, requestId)
      await route(request, response, { ...parts.view(caller), env: parts.env, log: log.child({ request: requestId }), requestId })
    } catch (error) {
      if (request.readableAborted) return
      log.error({ err: error, request: requestId }, 'a request failed in a way nobody expected')
      if (response.headersSent) return void response.destroy()
      const told = error instanceof ColdopenError ? error : new ColdopenError('storage', 'The server failed; its log has the details.')
      refuse(response, { status: errorStatus[told.code], code: told.code, message: told.message }, requestId)
    }
  }

  let guard: ReturnType<typeof createGuard> | undefined
  const server = createServer(patience, (request, response) => {
    if (guard) void serve(request, response, guard)
    else refuse(response, nothing, randomUUID())
  })
  const port = await listenOn(server, at)
  guard = createGuard({ hosts: ownHosts(port, parts.names(port)), callers: parts.callers })
  return {
    port,
    async close() {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      server.closeAllConnections()
      await closed.promise
    },
  }
}
