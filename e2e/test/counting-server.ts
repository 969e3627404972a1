import { once } from 'node:events'
import { createServer } from 'node:http'

/** A server that nobody should call, and what it was asked for all the same. */
export type CountingServer = AsyncDisposable & { readonly url: string; readonly asked: readonly string[] }

export const listen = async (): Promise<CountingServer> => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port.')
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${address.port}`, asked, [Symbol.asyncDispose]: close }
}
