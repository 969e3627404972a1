import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Behaviour } from './behaviour.ts'
import type { Refusal } from './errors.ts'
import type { Entry, RecordedRequest, RequestKind } from './journal.ts'
import type { Line } from './wire/line.ts'

/** One request and the way back: what the routes work with. */
export type Exchange = {
  readonly kind: RequestKind
  /** Path segments after `/v1`. */
  readonly path: readonly string[]
  readonly query: URLSearchParams
  readonly headers: { readonly [name: string]: string }
  readonly body: unknown
  readonly behaviour: Behaviour
  readonly response: ServerResponse
  readonly line: Line
  readonly entry: Entry
}

export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** The value of a JSON text; null when there is no text, undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Sends the head of the answer, at once. */
export function sendHead(exchange: Exchange, status: number, headers: { readonly [name: string]: string }): void {
  const { response, entry } = exchange
  const id = `req_${String(entry.record.nth).padStart(12, '0')}`
  response.writeHead(status, { 'x-request-id': id, 'openai-version': '2020-10-01', ...headers })
  response.flushHeaders()
  response.socket?.setNoDelay(true)
  entry.update({ status })
}

/** Sends a whole body through the line, which may cut or split it. */
export async function sendBody(exchange: Exchange, body: string): Promise<void> {
  const whole = await exchange.line.send(body)
  if (whole) await exchange.line.end()
}

export async function sendJson(exchange: Exchange, status: number, value: unknown): Promise<void> {
  const body = JSON.stringify(value)
  const length = exchange.behaviour.by === 'end' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  sendHead(exchange, status, { 'content-type': 'application/json', ...length })
  await sendBody(exchange, body)
}

export async function refuse(exchange: Exchange, refusal: Refusal): Promise<void> {
  const body = JSON.stringify(refusal.body)
  const length = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }
  sendHead(exchange, refusal.status, { ...length, ...refusal.headers })
  exchange.entry.update({ state: 'rejected' })
  await sendBody(exchange, body)
}

/** Resolves when the connection is gone. */
export async function untilGone(line: Line): Promise<void> {
  if (line.signal.aborted) return
  await new Promise<void>((resolve) => line.signal.addEventListener('abort', () => resolve(), { once: true }))
}

/** What became of a request, once its route is done with it. */
export function settled(exchange: Exchange): Partial<RecordedRequest> {
  const { line, entry, response } = exchange
  const bytesSent = line.bytesSent()
  if (line.wasCut()) return { bytesSent, state: 'cut' }
  if (!response.writableFinished) return { bytesSent, state: 'closed', clientClosed: true }
  return entry.record.state === 'rejected' ? { bytesSent } : { bytesSent, state: 'answered' }
}
