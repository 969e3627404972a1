import type { IncomingMessage, ServerResponse } from 'node:http'
import { readAsked } from '../asked.ts'
import type { Behaviour } from '../behaviour.ts'
import { htmlPage, invalid, noKey, scriptedError, unknownUrl, wrongKey, type Refusal } from '../errors.ts'
import { parseJson, readText, refuse, sendBody, sendHead, settled, untilGone, type Exchange } from '../exchange.ts'
import type { RequestKind } from '../journal.ts'
import { isObject } from '../json/schema.ts'
import { tokensOf } from '../answer.ts'
import type { Service } from '../service.ts'
import { openLine } from '../wire/line.ts'
import { create } from './create.ts'
import { models } from './models.ts'
import { cancel, retrieve } from './retrieve.ts'

function kindOf(method: string, path: readonly string[]): RequestKind {
  const [first, second, third] = path
  if (method === 'POST' && first === 'responses' && second === undefined) return 'responses'
  if (method === 'POST' && first === 'chat' && second === 'completions') return 'chat'
  if (method === 'GET' && first === 'responses' && second !== undefined && third === undefined) return 'retrieve'
  if (method === 'POST' && first === 'responses' && third === 'cancel') return 'cancel'
  return method === 'GET' && first === 'models' ? 'models' : 'unknown'
}

function keyOf(header: string | undefined): string | undefined {
  return header?.replace(/^Bearer\s+/iu, '')
}

/** What the behaviour puts in place of an answer, before anything else is looked at. True when that was all. */
async function instead(service: Service, exchange: Exchange): Promise<boolean> {
  const { behaviour, entry, line } = exchange
  if (behaviour.hang === true) {
    entry.update({ state: 'hung' })
    await untilGone(line)
  } else if (behaviour.reset === true) {
    await line.cut('rst')
  } else if (behaviour.html === true) {
    sendHead(exchange, behaviour.status ?? 200, { 'content-type': 'text/html; charset=utf-8' })
    await sendBody(exchange, htmlPage(behaviour.status ?? 200))
  } else if (behaviour.status !== undefined) {
    await refuse(exchange, scriptedError({ ...behaviour, status: behaviour.status }, service.clock.now()))
  } else {
    return false
  }
  return true
}

async function route(service: Service, exchange: Exchange): Promise<void> {
  switch (exchange.kind) {
    case 'responses':
      return await create(service, exchange, 'responses')
    case 'chat':
      return await create(service, exchange, 'chat')
    case 'retrieve':
      return await retrieve(service, exchange)
    case 'cancel':
      return await cancel(service, exchange)
    case 'models':
      return await models(service, exchange)
    case 'unknown':
      return await refuse(exchange, unknownUrl(exchange.entry.record.endpoint))
  }
}

/** Whether a request may be answered: the key first, then the limits of a minute. */
function barred(service: Service, exchange: Exchange, authorization: string | undefined): Refusal | undefined {
  const { requireKey } = service.options
  const key = keyOf(authorization)
  if (requireKey !== undefined && key === undefined) return noKey
  if (requireKey !== undefined && key !== requireKey) return wrongKey(key ?? '')
  if (exchange.kind !== 'responses' && exchange.kind !== 'chat') return undefined
  const asked = readAsked(exchange.kind, isObject(exchange.body) ? exchange.body : {})
  const admission = service.admit(tokensOf(asked.text) + (asked.maxOutputTokens ?? 0))
  for (const [name, value] of Object.entries(admission.headers)) exchange.response.setHeader(name, value)
  if (admission.admitted) return undefined
  return scriptedError({ status: 429, retryAfter: String(Math.ceil(admission.waitMs / 1000)) }, service.clock.now())
}

function plainHeaders(request: IncomingMessage): { [name: string]: string } {
  const headers: { [name: string]: string } = {}
  for (const [name, value] of Object.entries(request.headers)) {
    if (name !== 'authorization' && value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return headers
}

/** Answers one request to the API, and records it. */
export async function serve(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  const method = request.method ?? 'GET'
  const path = url.pathname.split('/').filter((segment) => segment !== '')
  const kind = path[0] === 'v1' ? kindOf(method, path.slice(1)) : 'unknown'
  const headers = plainHeaders(request)
  const body = parseJson(await readText(request))
  const asked = readAsked(kind === 'chat' ? 'chat' : 'responses', isObject(body) ? body : {})
  const { authorization } = request.headers
  const { requireKey } = service.options
  let behaviour: Behaviour = {}
  let misunderstood: string | undefined
  try {
    behaviour = service.scripts.decide({ kind, model: asked.model, body, text: asked.text, headers })
  } catch (error) {
    misunderstood = String(error)
  }
  const entry = service.journal.add({
    time: new Date(service.clock.now()).toISOString(),
    kind,
    endpoint: `${method} ${url.pathname}`,
    query: Object.fromEntries(url.searchParams),
    headers,
    authorized: requireKey === undefined ? (authorization === undefined ? null : true) : keyOf(authorization) === requireKey,
    body: body ?? null,
    model: asked.model,
    behaviour,
    state: 'open',
    status: null,
    responseId: null,
    answer: null,
    sources: [],
    bytesSent: 0,
    charactersSent: 0,
    clientClosed: false,
    completed: false,
  })
  const line = openLine(response, behaviour, service.clock)
  const exchange: Exchange = { kind, path: path.slice(1), query: url.searchParams, headers, body, behaviour, response, line, entry }
  const refusal = barred(service, exchange, authorization)
  if (refusal !== undefined) await refuse(exchange, refusal)
  else if (misunderstood !== undefined) await refuse(exchange, invalid(misunderstood, 'model', 'unknown_behaviour'))
  else if (body === undefined) await refuse(exchange, invalid('The body of the request is not JSON.', 'body', 'invalid_json'))
  else if (!(await instead(service, exchange))) await route(service, exchange)
  entry.update(settled(exchange))
}
