import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { scriptAnswer } from './material.ts'
import { responseEvents } from './stream.ts'

/**
 * The model of the bench, in a process of its own: `script-200000` answers with a script of 200,000 characters as fast as
 * the socket takes it, `script-200000-apart` with one event a write and 100 µs between them. Tells its port on stdout.
 */
const prepared = new Map<string, string[]>()

function eventsOf(model: string): string[] {
  const known = prepared.get(model)
  if (known) return known
  const made = responseEvents(scriptAnswer(Number(model.split('-')[1])).text)
  prepared.set(model, made)
  return made
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = ''
  for await (const piece of request) body += String(piece)
  const model = /"model":"([^"]+)"/.exec(body)?.[1] ?? 'script-1000'
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  const events = eventsOf(model)
  if (model.endsWith('-apart')) await sendApart(response, events)
  else await pipeline(together(events), response)
}

function* together(events: readonly string[]): Generator<string> {
  for (let at = 0; at < events.length; at += 256) yield events.slice(at, at + 256).join('')
}

async function sendApart(response: ServerResponse, events: readonly string[]): Promise<void> {
  response.socket?.setNoDelay(true)
  for (const event of events) {
    if (response.destroyed) return
    response.write(event)
    const due = performance.now() + 0.1
    do await new Promise((resolve) => setImmediate(resolve))
    while (performance.now() < due)
  }
  response.end()
}

const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') console.log(address.port)
})
