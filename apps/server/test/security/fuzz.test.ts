import { connect } from 'node:net'
import { howOften, reportFault } from '@coldopen/core/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openHosted, token, type Hosted } from './hosted.ts'
import { by, say } from './say.ts'

const count = howOften(20_000, 1_000_000)
const atOnce = 10
const perConnection = 20

/** Heads, bodies and names that requests are made of, and what is done to them. */
const paths = ['/trpc/runs.start', '/trpc/runs.get', '/trpc/runs.list?input=', '/trpc/a,b,c?batch=1', '/trpc/runs.events', '/health', '/metrics', '/trpc/', '/runs/x/events', '/trpc/__proto__', '/trpc/constructor.name', '/%00', '/trpc/%', '//', '*']
const methods = ['POST', 'GET', 'PUT', 'OPTIONS', 'HEAD', 'get', 'P\u0000ST', 'CONNECT']
const bodies = ['{"brief":{"format":"movie","idea":"x","perSet":99}}', '{"runId":"x"}', '{"0":{"runId":"x"}}', '[[[[', '{"__proto__":{"x":1}}', '{"brief":{"format":"movie","idea":"x","segments":1e999}}', '"\\ud800"', '{"a":'.repeat(50), '']
const headerLines = ['content-type: application/json', 'content-type: text/plain', 'content-type: application/json; charset=utf-7', `authorization: Bearer ${token}`, 'authorization: Bearer x', 'transfer-encoding: chunked', 'expect: 100-continue', 'connection: upgrade', 'upgrade: websocket', 'content-length: 5', 'content-length: -1', 'trpc-accept: application/jsonl', 'last-event-id: x', 'x\u0000y: z', 'cookie: a=b']

type Shape = { readonly method: string; readonly path: string; readonly lines: readonly string[]; readonly body: string; readonly spoil: number; readonly noise: string }

const shapes = fc.record<Shape>({
  method: fc.constantFrom(...methods),
  path: fc.constantFrom(...paths),
  lines: fc.subarray(headerLines),
  body: fc.oneof(fc.constantFrom(...bodies), fc.json(), fc.string({ unit: 'binary', maxLength: 60 })),
  spoil: fc.nat(300),
  noise: fc.oneof(fc.constant(''), fc.string({ unit: 'binary', maxLength: 6 })),
})

/** A request as bytes, with a bit of noise somewhere in it. */
const bytesOf = (shape: Shape, host: string): string => {
  const { method, path, lines, body, spoil, noise } = shape
  const head = [`${method} ${path} HTTP/1.1`, `host: ${host}`, ...lines, ...(lines.some(line => line.startsWith('content-length')) ? [] : [`content-length: ${Buffer.byteLength(body)}`])]
  const text = `${head.join('\r\n')}\r\n\r\n${body}`
  const at = noise === '' ? text.length : spoil % text.length
  return text.slice(0, at) + noise + text.slice(at)
}

/** A request whose head is in order and whose body is not. */
const bodyOf = (shape: Shape, host: string): string => {
  const { body, spoil, noise } = shape
  const at = spoil % (body.length + 1)
  const text = body.slice(0, at) + noise + body.slice(at)
  const path = ['runs.start', 'runs.get', 'runs.estimate', 'users.add', 'segments.generate'][spoil % 5]
  const head = [`POST /trpc/${path} HTTP/1.1`, `host: ${host}`, `authorization: Bearer ${token}`, 'content-type: application/json', `content-length: ${Buffer.byteLength(text, 'latin1')}`]
  return `${head.join('\r\n')}\r\n\r\n${text}`
}

/** Sends requests over one connection until the server has had enough of it. Resolves with the answers to them. */
const send = (hosted: Hosted, texts: readonly string[]): Promise<number> => {
  const { promise, resolve } = Promise.withResolvers<number>()
  const { hostname, port } = new URL(hosted.server().url)
  const socket = connect(Number(port), hostname)
  let said = ''
  socket.setEncoding('latin1').on('data', piece => (said += piece)).on('error', () => {}).once('close', () => resolve(said.split('HTTP/1.1 ').length - 1))
  socket.end(texts.join(''), 'latin1')
  return promise
}

test(`${count} spoilt frames and bodies: no exit, no hang (S16)`, async () => {
  await using hosted = await openHosted({ env: { COLDOPEN_PROVIDER: 'sample' } })
  const { host } = new URL(hosted.server().url)
  const seed = Math.floor(Math.random() * 2 ** 31)
  const unhandled: unknown[] = []
  const note = (error: unknown): void => void unhandled.push(error)
  process.on('unhandledRejection', note).on('uncaughtException', note)
  let answered = 0
  try {
    for (let sent = 0; sent < count; sent += 2 * atOnce * perConnection) {
      const samples = fc.sample(shapes, { numRuns: 2 * atOnce * perConnection, seed: seed + sent })
      const [frames, rest] = [samples.slice(0, atOnce * perConnection), samples.slice(atOnce * perConnection)]
      const bodied = Array.from({ length: atOnce }, (_, at) => rest.slice(at * perConnection, (at + 1) * perConnection).map(shape => bodyOf(shape, host)))
      const answers = await Promise.all([...bodied.map(texts => send(hosted, texts)), ...frames.map(shape => send(hosted, [bytesOf(shape, host)]))])
      answered += answers.reduce((sum, one) => sum + one, 0)
    }
  } finally {
    process.off('unhandledRejection', note).off('uncaughtException', note)
  }
  expect(unhandled, `seed ${seed}`).toEqual([])
  expect(answered).toBeGreaterThan(count * 0.6)
  expect((await say(hosted.server(), { method: 'GET', path: '/health' })).status).toBe(200)
  reportFault({ row: 'S16', did: 'spoilt frames and bodies over sockets', times: count, figure: `${unhandled.length} exits, 0 hangs`, target: '0 exits, 0 hangs' })
}, 120_000 + howOften(0, 3_600_000))

test('nothing that is sent reaches the prototype of objects (S17)', async () => {
  await using hosted = await openHosted({ env: { COLDOPEN_PROVIDER: 'sample' } })
  const evil = ['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}', '{"brief":{"__proto__":{"polluted":1},"format":"movie","idea":"x"},"__proto__":{"polluted":1}}', '{"brief":{"format":"movie","idea":"x","roster":[{"__proto__":{"polluted":1}}]}}', '{"environment":{"__proto__":"x"},"brief":{"format":"movie","idea":"x"}}', '{"0":{"__proto__":{"polluted":1}}}', '{"options":{"constructor":{"prototype":{"polluted":1}}},"brief":{"format":"movie","idea":"x","segments":1}}']
  const names = ['runs.start', 'runs.estimate', 'bible.generate', 'users.add', '__proto__.polluted', 'constructor', 'toString', 'runs.__proto__']
  let sent = 0
  for (const name of names) {
    for (const body of evil) {
      for (const type of ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
        await say(hosted.server(), { path: `/trpc/${name}`, headers: { ...by(token), 'content-type': type }, body })
        sent++
      }
      await say(hosted.server(), { method: 'GET', path: `/trpc/${name}?input=${encodeURIComponent(body)}&__proto__[polluted]=1`, headers: by(token) })
    }
  }
  expect({}).not.toHaveProperty('polluted')
  expect(Object.keys(Object.prototype)).toEqual([])

  await using paid = await openHosted({ fake: { behaviour: { garble: 'proto' } } })
  const { runId } = await paid.master().runs.start.mutate({ brief: { format: 'movie', idea: 'x', segments: 2 } })
  await expect.poll(async () => (await paid.master().runs.get.query({ runId })).summary.status, { timeout: 30_000 }).toMatch(/completed|failed/)
  const { parts } = await paid.master().runs.get.query({ runId })
  expect(JSON.stringify(parts)).not.toMatch(/polluted|__proto__/)
  expect({}).not.toHaveProperty('polluted')
  reportFault({ row: 'S17', did: '__proto__ and constructor in JSON, forms, names and model answers', times: sent, figure: '0 polluted', target: '0 polluted' })
}, 60_000)
