import { reportFault } from '@coldopen/core/testing'
import type { Socket } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { chatWire } from './chat-wire.fixture.ts'
import { responsesWire } from './responses-wire.fixture.ts'
import { head, heldClock, startRawServer, streamHead } from './stream-server.fixture.ts'
import type { ModelEvent } from './text-model.ts'
import { answered as answeredBy, codeOf, key, messageOf, request, run, type WireOptions } from './wire.fixture.ts'

const json = head('200 OK', 'Content-Type: application/json')

describe.each([responsesWire, chatWire])('$name:', (wire) => {
  const { opening, delta, completed } = wire
  const answered = (raw: string | ((socket: Socket) => void), options: WireOptions = {}) => answeredBy(wire, raw, options)
  const model = (baseUrl: string, options: WireOptions = {}) => wire.model(baseUrl, { apiKey: key, ...options })

  describe('an answer', () => {
    test('is created, text and an end with its usage; deltas of one chunk are one piece of text', async () => {
      const { events } = await answered(streamHead + opening + delta('The ') + delta('light') + delta('house') + completed)
      expect(events).toEqual([
        { type: 'created', responseId: wire.id },
        { type: 'text', text: 'The lighthouse' },
        { type: 'end', outcome: { type: 'completed', usage: { inputTokens: 11, outputTokens: 22 } } },
      ])
    })

    test('arrives whole when characters and events are cut between chunks', async () => {
      const bytes = Buffer.from(streamHead + opening + delta('é漢😀') + delta(' “end”') + completed)
      const { text, outcome } = await answered(async (socket) => {
        socket.setNoDelay(true)
        for (let at = 0; at < bytes.length; at += 5) {
          socket.write(bytes.subarray(at, at + 5))
          await new Promise((resolve) => setImmediate(resolve))
        }
        socket.end()
      })
      expect(text).toBe('é漢😀 “end”')
      expect(outcome.type).toBe('completed')
    })

    test('may come whole, in a body that is no stream', async () => {
      const { events } = await answered(json + JSON.stringify(wire.whole('All at once.')))
      expect(events).toEqual([{ type: 'created', responseId: wire.id }, { type: 'text', text: 'All at once.' }, { type: 'end', outcome: { type: 'completed' } }])
    })

    test('of a compatible server may leave out every field that is not needed', async () => {
      const { text, outcome } = await answered(wire.sparse)
      expect({ text, outcome }).toEqual({ text: 'Hi', outcome: { type: 'completed' } })
    })
  })

  describe('the end that a provider declares', () => {
    test('length, when the output limit was reached', async () => {
      expect(await answered(streamHead + opening + delta('Half') + wire.length)).toMatchObject({ text: 'Half', outcome: { type: 'length', usage: { outputTokens: 22 } } })
    })

    test('filtered, when a content filter cut it', async () => {
      const { outcome } = await answered(streamHead + opening + delta('Ha') + wire.filtered)
      expect(outcome).toMatchObject({ type: 'filtered', problem: { code: 'model-filtered' }, usage: { inputTokens: 11 } })
    })

    test.each(wire.refusals)('refused, with the reason from %s', async (_name, body) => {
      const { outcome } = await answered(streamHead + opening + body)
      expect(outcome).toMatchObject({ type: 'refused', problem: { code: 'model-refused' }, usage: { outputTokens: 22 } })
      expect(messageOf(outcome)).toContain('I cannot help.')
    })

    test.each(wire.failures)('failed, by %s', async (_name, body, code) => {
      const { text, outcome } = await answered(streamHead + opening + delta('Kept') + body)
      expect(outcome).toMatchObject({ type: 'failed', problem: { code } })
      expect(text).toBe('Kept')
      expect(messageOf(outcome)).toContain('The server had an error.')
    })

    test('is believed once: what comes after it changes nothing', async () => {
      const { text, outcome } = await answered(streamHead + opening + delta('A') + completed + delta('B') + wire.length)
      expect({ text, type: outcome.type }).toEqual({ text: 'A', type: 'completed' })
    })
  })

  describe('a stream cut off', () => {
    test.each(['FIN', 'RST'])('by %s at any byte before its end is interrupted, never completed', async (how) => {
      const bytes = Buffer.from(head('200 OK', 'Content-Type: text/event-stream') + wire.brief.opening + wire.brief.end)
      await using server = await startRawServer((socket, turn) => {
        socket.write(bytes.subarray(0, turn), () => (how === 'FIN' ? socket.end() : socket.resetAndDestroy()))
      })
      const writer = model(server.baseUrl)
      for (let cut = 0; cut < bytes.length; cut++) {
        const { text, outcome } = await run(writer)
        expect('é😀two'.startsWith(text)).toBe(true)
        expect({ cut, type: outcome.type, code: codeOf(outcome) }).toEqual({ cut, type: 'interrupted', code: 'model-connection' })
      }
      reportFault({ row: 'R6', did: `${wire.name} cut at every byte by ${how}`, times: bytes.length, figure: 'taken for completed: 0', target: '0' })
    }, 30_000)

    test('in the middle of a chunked body is interrupted too', async () => {
      const { outcome, text } = await answered(`HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n${delta('Kept').length.toString(16)}\r\n${delta('Kept')}\r\n`)
      expect(text).toBe('Kept')
      expect(outcome).toMatchObject({ type: 'interrupted', problem: { code: 'model-connection' } })
    })

    test('in the middle of a document that is no stream is interrupted, not turned down', async () => {
      const whole = JSON.stringify(wire.whole('All at once.'))
      for (const half of ['', whole.slice(0, 40)]) expect((await answered(json + half)).outcome.type).toBe('interrupted')
    })

    test('by [DONE] without an end, or by an event that is not JSON, is interrupted', async () => {
      expect((await answered(streamHead + delta('A') + 'data: [DONE]\n\n')).outcome.type).toBe('interrupted')
      const broken = await answered(streamHead + delta('A') + 'data: {"type":"respo\n\n' + completed)
      expect(broken).toMatchObject({ text: 'A', outcome: { type: 'interrupted' } })
    })
  })

  describe('a request', () => {
    test('without a key sends no authorization, with one it does', async () => {
      await using server = await startRawServer((socket) => socket.end(streamHead + completed))
      await run(wire.model(server.baseUrl))
      await run(wire.model(server.baseUrl, { apiKey: key }))
      expect(server.received.map(({ headers }) => headers.authorization)).toEqual([undefined, `Bearer ${key}`])
    })
  })

  describe('a stall', () => {
    test('without a byte is noticed at the limit, and not before', async () => {
      const { clock, elapse } = heldClock()
      await using server = await startRawServer(() => undefined)
      const result = run(model(server.baseUrl, { clock }))
      await vi.waitFor(() => expect(server.received).toHaveLength(1), 10_000)
      elapse(59_999)
      elapse(1)
      const { outcome } = await result
      expect(outcome).toMatchObject({ type: 'interrupted', problem: { code: 'model-stalled' } })
      expect(messageOf(outcome)).toContain('60 s')
      await vi.waitFor(() => expect(server.closed()).toBe(1), 10_000)
      reportFault({ row: 'R9', did: `${wire.name} without a byte, by a held clock`, times: 1, figure: 'noticed at 60.000 s, not at 59.999 s', target: '60 s ± 1 s' })
    })

    test('is not prevented by pings, comments and words that it is in progress; text begins the time anew', async () => {
      const { clock, elapse, running } = heldClock()
      let socket: Socket | undefined
      await using server = await startRawServer((one) => {
        socket = one
        one.write(streamHead + opening)
      })
      const events = model(server.baseUrl, { clock, idleMs: 1000 }).stream(request, new AbortController().signal)[Symbol.asyncIterator]()
      expect((await events.next()).value).toMatchObject({ type: 'created' })
      elapse(5000) // the reader's own time is not the model's
      let next = events.next()
      await vi.waitFor(() => expect(running()).toBe(1), 10_000)
      elapse(900)
      socket?.write(delta('One'))
      expect((await next).value).toEqual({ type: 'text', text: 'One' })
      next = events.next()
      await vi.waitFor(() => expect(running()).toBe(1), 10_000)
      elapse(900)
      socket?.write(wire.alive)
      await new Promise((resolve) => setTimeout(resolve, 30))
      elapse(100)
      expect((await next).value).toMatchObject({ type: 'end', outcome: { type: 'interrupted', problem: { code: 'model-stalled' } } })
    })
  })

  const endless = (socket: Socket): void => {
    socket.write(streamHead + opening + delta('One'))
  }

  describe('leaving', () => {
    test('the loop closes the connection within a second', async () => {
      await using server = await startRawServer(endless)
      for await (const event of model(server.baseUrl).stream(request, new AbortController().signal)) {
        if (event.type === 'text') break
      }
      await vi.waitFor(() => expect(server.closed()).toBe(1), 1000)
    })

    test('by the signal ends as aborted, with what had arrived, and closes the connection', async () => {
      await using server = await startRawServer(endless)
      const owner = new AbortController()
      const events: ModelEvent[] = []
      for await (const event of model(server.baseUrl).stream(request, owner.signal)) {
        events.push(event)
        if (event.type === 'text') owner.abort()
      }
      expect(events.slice(1)).toEqual([{ type: 'text', text: 'One' }, { type: 'end', outcome: { type: 'aborted' } }])
      await vi.waitFor(() => expect(server.closed()).toBe(1), 1000)
    })

    test('before any answer ends as aborted; before the request, none is sent', async () => {
      await using server = await startRawServer(() => undefined)
      const owner = new AbortController()
      const result = run(model(server.baseUrl), request, owner.signal)
      await vi.waitFor(() => expect(server.received).toHaveLength(1), 10_000)
      owner.abort()
      expect((await result).outcome).toEqual({ type: 'aborted' })
      expect((await run(model(server.baseUrl), request, owner.signal)).outcome).toEqual({ type: 'aborted' })
      expect(server.received).toHaveLength(1)
    })
  })

  const error = (fields: object): string => JSON.stringify({ error: { message: `Bad things about ${key} happened.`, type: null, param: null, code: null, ...fields } })

  describe('a request that is turned down', () => {
    test.each([
      ['401 Unauthorized', {}, 'model-unauthorized', false],
      ['403 Forbidden', {}, 'model-unauthorized', false],
      ['404 Not Found', { code: 'model_not_found' }, 'model-not-found', false],
      ['400 Bad Request', {}, 'invalid-input', false],
      ['422 Unprocessable Entity', {}, 'invalid-input', false],
      ['402 Payment Required', {}, 'budget-exceeded', false],
      ['429 Too Many Requests', {}, 'rate-limited', true],
      ['429 Too Many Requests', { code: 'insufficient_quota' }, 'budget-exceeded', false],
      ['500 Internal Server Error', {}, 'model-failed', true],
      ['503 Service Unavailable', {}, 'model-failed', true],
    ])('by %s %j is rejected as %s after one request', async (status, fields, code, retryable) => {
      const { outcome, events, received, host } = await answered(head(status, 'Content-Type: application/json') + error(fields))
      expect(events).toHaveLength(1)
      expect(received).toHaveLength(1)
      expect(outcome).toMatchObject({ type: 'rejected', retryable, problem: { code } })
      expect(messageOf(outcome)).toContain(host)
      expect(messageOf(outcome)).toContain('Bad things about [key] happened.')
      expect(JSON.stringify(outcome)).not.toContain('canary')
    })

    test.each([
      ['a list', '[{"error":{"code":400,"message":"Try another day.","status":"INVALID_ARGUMENT"}}]'],
      ['an error without a wrapper', '{"object":"error","message":"Try another day.","code":400}'],
      ['a detail', '{"detail":"Try another day."}'],
      ['a sentence', '{"error":"Try another day."}'],
    ])('with its words in %s is told with them', async (_name, body) => {
      const { outcome } = await answered(head('400 Bad Request', 'Content-Type: application/json') + body)
      expect(outcome).toMatchObject({ type: 'rejected', problem: { code: 'invalid-input' } })
      expect(messageOf(outcome)).toContain('Try another day.')
    })

    test.each([
      ['retry-after-ms: 1500', 1500],
      ['Retry-After: 2', 2000],
      ['Retry-After: 0.5', 500],
      ['Date: Sun, 01 Nov 2026 10:00:00 GMT\r\nRetry-After: Sun, 01 Nov 2026 10:00:07 GMT', 7000],
      ['Retry-After: Sun, 01 Nov 2026 10:00:09 GMT', 9000],
      ['Retry-After: Sun, 01 Nov 2026 09:00:00 GMT', 0],
      ['Retry-After: soon', undefined],
      ['X-Other: 1', undefined],
    ])('says how long to wait: %s', async (header, ms) => {
      const { clock } = heldClock(Date.parse('2026-11-01T10:00:00Z'))
      const { outcome } = await answered(head('429 Too Many Requests', 'Content-Type: application/json', header) + error({}), { clock })
      expect(outcome.type === 'rejected' && outcome.retryAfterMs).toBe(ms)
    })

    test('by nobody listening, or by a name that does not exist, may be sent again', async () => {
      const server = await startRawServer(() => undefined)
      await server[Symbol.asyncDispose]()
      for (const baseUrl of [server.baseUrl, 'http://no-such-host.invalid/v1']) {
        const { outcome } = await run(model(baseUrl))
        expect(outcome).toMatchObject({ type: 'rejected', retryable: true, problem: { code: 'model-connection' } })
        expect(messageOf(outcome)).toContain(new URL(baseUrl).host)
      }
    })

    test('by a page of a proxy is told as such, without the page', async () => {
      const page = '<html><body>Please log in</body></html>'
      const polite = await answered(head('200 OK', 'Content-Type: text/html') + page)
      expect(polite.outcome).toMatchObject({ type: 'rejected', retryable: false, problem: { code: 'model-connection' } })
      expect(messageOf(polite.outcome)).toMatch(/instead of a stream.*base URL.*proxy/)
      const gateway = await answered(head('502 Bad Gateway', 'Content-Type: text/html') + page)
      expect(gateway.outcome).toMatchObject({ type: 'rejected', retryable: true, problem: { code: 'model-failed' } })
      const untyped = await answered(head() + page)
      expect(untyped.outcome).toMatchObject({ type: 'interrupted', problem: { code: 'model-connection' } })
      for (const { outcome } of [polite, gateway, untyped]) expect(messageOf(outcome)).not.toContain('log in')
    })

    test('by an error in JSON with status 200 carries its words', async () => {
      const { outcome } = await answered(head('200 OK', 'Content-Type: application/json') + error({}))
      expect(outcome).toMatchObject({ type: 'rejected', problem: { code: 'model-failed' } })
      expect(messageOf(outcome)).toContain('Bad things about [key] happened.')
    })
  })

  test('a base URL that is no address is refused before anything is sent, and is not repeated', () => {
    expect(() => model('localhost/v1?key=secret')).toThrow(expect.objectContaining({ code: 'invalid-input' }))
    expect(() => model('ftp://user:secret@host/')).toThrow(/^(?!.*secret)/)
  })
})
