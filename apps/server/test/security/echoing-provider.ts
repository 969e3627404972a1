import { createServer } from 'node:http'
import { portOf } from '../../src/http/port-of.ts'

/** How a provider fails that says in its answer what it was sent, the key among it. */
export const echoes = ['401', '429', '500', 'page', 'event', 'reset'] as const
export type Echo = (typeof echoes)[number]

/** A provider that repeats the Authorization header of every request in its failure. */
export const startEchoingProvider = async (): Promise<AsyncDisposable & { readonly url: (echo: Echo) => string; readonly asked: () => number }> => {
  let asked = 0
  const server = createServer((request, response) => {
    asked++
    const given = request.headers.authorization ?? ''
    const key = given.replace('Bearer ', '')
    const echo = request.url?.split('/')[1]
    const message = `Incorrect API key provided: ${key}. You sent "Authorization: ${given}" and "x-api-key=${key}", base64 ${Buffer.from(key).toString('base64')}.`
    const headers = { 'content-type': 'application/json', 'x-echo': given, 'www-authenticate': given }
    if (echo === 'reset') return request.socket.resetAndDestroy()
    if (echo === 'page') return response.writeHead(200, { ...headers, 'content-type': 'text/html' }).end(`<html>${message}</html>`)
    if (echo === 'event') {
      response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' })
      return response.end(`event: error\ndata: ${JSON.stringify({ type: 'error', code: key, message, sequence_number: 0 })}\n\n`)
    }
    return response.writeHead(Number(echo), headers).end(JSON.stringify({ error: { message, type: key, code: key, param: given } }))
  })
  const listening = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', listening.resolve)
  await listening.promise
  const port = portOf(server)
  return {
    url: echo => `http://127.0.0.1:${port}/${echo}`,
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      server.closeAllConnections()
      await closed.promise
    },
  }
}
