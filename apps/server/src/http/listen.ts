import { randomUUID } from 'node:crypto'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ColdopenError } from '@coldopen/core'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { appRouter } from '../router.ts'
import type { Context } from '../trpc.ts'
import { answerEvents, isEventsRoute } from './events-route.ts'
import { createGuard, type Refusal } from './guard.ts'

/** Bytes of a request's body, and calls in one batch, at most. */
const maxBodySize = 1_048_576
const maxBatchSize = 20

export type Listening = { readonly port: number; readonly close: () => Promise<void> }

const answer = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  response.end(JSON.stringify(body))
}

const refuse = (response: ServerResponse, refusal: Refusal): void => {
  response.setHeader('connection', 'close')
  answer(response, refusal.status, { error: { code: refusal.code, message: refusal.message } })
}

const listenOn = (server: Server, at: { host: string; port: number }): Promise<number> => {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  server.once('error', (error: NodeJS.ErrnoException) => {
    const why = error.code === 'EADDRINUSE' ? 'something else listens there already' : error.code === 'EACCES' ? 'that needs more rights' : error.message
    reject(new ColdopenError('invalid-input', `The server cannot listen on ${at.host}:${at.port}: ${why}. Choose another --port, or leave it out.`, error))
  })
  server.listen(at.port, at.host, () => resolve((server.address() as AddressInfo).port))
  return promise
}

/** Serves the procedures under /trpc, and /health, behind the guard. `port` 0 takes a free one. */
export const listen = async (at: { host: string; port: number; token: string }, context: Omit<Context, 'requestId'>): Promise<Listening> => {
  const handler = createHTTPHandler({
    router: appRouter,
    basePath: '/trpc/',
    createContext: () => ({ ...context, requestId: randomUUID() }),
    allowMethodOverride: true,
    maxBodySize,
    maxBatchSize,
    onError(failure) {
      if (failure.error.code === 'INTERNAL_SERVER_ERROR') context.log.error({ err: failure.error.cause ?? failure.error, path: failure.path }, 'a call failed in a way nobody expected')
    },
  })
  let guard: ReturnType<typeof createGuard> | undefined
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) => {
    const refusal = guard?.(request)
    if (refusal) return refuse(response, refusal)
    if (request.method === 'GET' && request.url === '/health') return answer(response, 200, { status: 'ok' })
    if (request.method === 'GET' && isEventsRoute(request.url)) return void answerEvents(request, response, context)
    if (!request.url?.startsWith('/trpc/')) return answer(response, 404, { error: { code: 'not-found', message: 'There is nothing here.' } })
    return handler(request, response)
  })
  const port = await listenOn(server, at)
  guard = createGuard({ port, token: at.token })
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
