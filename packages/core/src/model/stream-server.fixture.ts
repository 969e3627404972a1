import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { StreamClock } from './stream-watch.ts'

export type Received = { readonly headers: IncomingHttpHeaders; readonly body: unknown }

/** A server that reads each request whole and leaves the rest to `answer`, which writes raw bytes to the socket. */
export async function startRawServer(answer: (socket: Socket, turn: number) => void) {
  const received: Received[] = []
  const sockets = new Set<Socket>()
  let closed = 0
  const server = createServer((request) => {
    void readBody(request).then((body) => {
      received.push({ headers: request.headers, body: body === '' ? undefined : JSON.parse(body) })
      answer(request.socket, received.length - 1)
    })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      closed++
      sockets.delete(socket)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    host: `127.0.0.1:${address.port}`,
    received,
    /** More of the answers that are under way. */
    write: (text: string) => sockets.forEach((socket) => socket.write(text)),
    /** Connections that are gone. */
    closed: () => closed,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  request.setEncoding('utf8')
  let body = ''
  for await (const piece of request) body += String(piece)
  return body
}

/** The head of an answer whose body ends when the connection does. */
export const head = (status = '200 OK', ...headers: string[]): string =>
  [`HTTP/1.1 ${status}`, 'Connection: close', ...headers, '', ''].join('\r\n')

export const streamHead = head('200 OK', 'Content-Type: text/event-stream; charset=utf-8')

/** A clock that stands still until told. */
export function heldClock(now = 0) {
  const timers = new Set<{ due: number; run: () => void }>()
  let passed = 0
  const clock: StreamClock = {
    now: () => now + passed,
    monotonic: () => passed,
    after: (ms, run) => {
      const timer = { due: passed + ms, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
  }
  const runDue = (): void => {
    for (const timer of [...timers].filter((one) => one.due <= passed)) {
      timers.delete(timer)
      timer.run()
    }
  }
  /** Time in which every timer runs when it is due. */
  const elapse = (ms: number): void => {
    const end = passed + ms
    for (let next = 0; next <= end; ) {
      next = Math.min(...[...timers].map(timer => timer.due))
      passed = Math.min(Math.max(next, passed), end)
      runDue()
    }
    passed = end
  }
  /** Time in which nothing runs: what was due runs late, at its end. */
  const sleep = (ms: number): void => {
    passed += ms
    runDue()
  }
  return { clock, elapse, sleep, running: () => timers.size }
}
