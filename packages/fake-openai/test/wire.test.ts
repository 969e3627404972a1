import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { startFakeOpenAI, type Behaviour, type FakeOpenAI } from '../src/index.ts'
import { askChatForSet, askForSet, clientOf, readChat, readResponses } from './asking.ts'
import { manualClock } from './manual-clock.ts'

const post = (fake: FakeOpenAI, path: string, body: unknown): Promise<Response> =>
  fetch(`${fake.url}${path}`, { method: 'POST', body: JSON.stringify(body) })

/** Everything a plain socket gets for a request, head and chunk framing included, and whether it ended by FIN. */
async function rawAnswer(fake: FakeOpenAI, body: unknown): Promise<{ bytes: string; error: string | undefined }> {
  const text = JSON.stringify(body)
  const socket = connect(Number(new URL(fake.url).port), '127.0.0.1')
  socket.write(`POST /v1/responses HTTP/1.1\r\nhost: x\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  let bytes = ''
  try {
    for await (const chunk of socket) bytes += String(chunk)
    return { bytes, error: undefined }
  } catch (error) {
    return { bytes, error: error instanceof Error && 'code' in error ? String(error.code) : String(error) }
  } finally {
    socket.destroy()
  }
}

/** The body of a raw answer without its chunk framing. */
const body = (raw: string): string => raw.slice(raw.indexOf('\r\n\r\n') + 4).replaceAll(/(^|\r\n)[0-9a-f]+\r\n/gu, '')

test('cut after every number of bytes, by every way to end, a stream never looks completed', { timeout: 30_000 }, async () => {
  await using fake = await startFakeOpenAI({ behaviour: { answer: 'né 🙂', lingerMs: 0 } })
  const asked = askForSet(1)
  const whole = await (await post(fake, '/responses', asked)).text()
  const total = Buffer.byteLength(whole)
  for (const by of ['fin', 'rst', 'end'] as const) {
    for (let cut = 0; cut < total; cut += 211) {
      fake.script(() => ({ cut, by }))
      const seen = await readResponses(clientOf(fake).responses.create(asked))
      expect(seen.types).not.toContain('response.completed')
      if (by !== 'end') expect(seen.error).toBeInstanceOf(Error)
      expect(fake.requests.at(-1)).toMatchObject({ bytesSent: cut, completed: false, clientClosed: false })
    }
  }
})

test('a cut comes after exactly that many bytes of the body: the socket closed, reset, or the body ended in good order', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { cut: 300 } })
  const fin = await rawAnswer(fake, askForSet(1))
  expect([fin.error, body(fin.bytes).trimEnd().length, fin.bytes.endsWith('0\r\n\r\n')]).toEqual([undefined, 300, false])
  fake.script(() => ({ by: 'rst' }))
  const rst = await rawAnswer(fake, askForSet(1))
  expect([rst.error, body(rst.bytes).trimEnd().length]).toEqual(['ECONNRESET', 300])
  fake.script(() => ({ by: 'end' }))
  const end = await post(fake, '/responses', askForSet(1))
  expect((await end.text()).length).toBe(300)
})

test('a cut after characters comes exactly there', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { cutText: 101 } })
  const seen = await readResponses(clientOf(fake).responses.create(askForSet(2)))
  const chat = await readChat(clientOf(fake).chat.completions.create(askChatForSet(2)))
  expect([seen.text.length, chat.text.length]).toEqual([101, 101])
  expect(seen.error).toBeInstanceOf(Error)
  expect(fake.requests.map((request) => [request.state, request.charactersSent])).toEqual([['cut', 101], ['cut', 101]])
})

test('an answer in one piece can be cut as well', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { cut: 20 } })
  await expect((await post(fake, '/responses', { model: 'fake', input: 'x' })).text()).rejects.toThrow('terminated')
})

test('a stall stops the text exactly there until it is released, and then nothing is missing', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { stall: 102 } })
  const seen = readResponses(clientOf(fake).responses.create(askForSet(2)))
  const stalled = await fake.until((requests) => requests[0]?.state === 'stalled')
  expect(stalled[0]?.charactersSent).toBe(102)
  fake.release()
  expect(JSON.parse((await seen).text).segments).toHaveLength(2)
  expect(fake.requests[0]).toMatchObject({ state: 'answered', completed: true })
})

test.each([0, 30])('a stall can come before the first character and after the last: at %i of 30', async (stall) => {
  await using fake = await startFakeOpenAI({ behaviour: { answer: 'x'.repeat(30), stall } })
  const stream = await clientOf(fake).responses.create(askForSet(1))
  const events = stall === 0 ? 2 : 12
  let seen = 0
  await expect(async () => {
    for await (const _ of stream) if ((seen += 1) === events) void fake.close()
  }).rejects.toThrow('terminated')
  expect(seen).toBe(events)
  expect(fake.requests[0]).toMatchObject({ charactersSent: stall, completed: false })
})

test('a stall ends by itself when it has a length', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { stall: 10, stallMs: 5 } })
  const seen = await readResponses(clientOf(fake).responses.create(askForSet(1)))
  expect(seen.types.at(-1)).toBe('response.completed')
})

test.each(['comments', 'in_progress'] as const)('a stalled stream keeps alive by %s that carry no text', async (keepAlive) => {
  await using fake = await startFakeOpenAI({ behaviour: { stall: 10, keepAlive, keepAliveMs: 2 } })
  const response = await post(fake, '/responses', askForSet(1))
  const sign = keepAlive === 'comments' ? ': keep-alive\n\n' : '"type":"response.in_progress"'
  let wire = ''
  for await (const chunk of response.body ?? []) {
    wire += Buffer.from(chunk).toString()
    if (wire.split(sign).length > 4) fake.release()
  }
  expect(wire).toContain('event: response.completed')
})

test('a client that goes away is noticed, and what was not sent is not completed', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { stall: 40 } })
  const stream = await clientOf(fake).responses.create(askForSet(1))
  for await (const event of stream) if (event.type === 'response.output_text.delta') break
  const [closed] = await fake.until((requests) => requests[0]?.clientClosed === true)
  expect(closed).toMatchObject({ state: 'closed', completed: false })
})

test('the first token comes after its latency and the others at the pace, four characters each', async () => {
  const { clock, advance } = manualClock()
  await using fake = await startFakeOpenAI({ clock, behaviour: { answer: 'x'.repeat(20), firstToken: 2, pace: 1 } })
  const seen = readResponses(clientOf(fake).responses.create(askForSet(1)))
  await fake.until((requests) => (requests[0]?.bytesSent ?? 0) > 0)
  advance(1999)
  expect(fake.requests[0]?.charactersSent).toBe(0)
  for (const [ms, characters] of [[1, 4], [1000, 8], [2000, 16], [1000, 20]] as const) {
    advance(ms)
    await fake.until((requests) => requests[0]?.charactersSent === characters)
  }
  expect(fake.requests[0]?.completed).toBe(false)
  advance(1000)
  expect((await seen).types.at(-1)).toBe('response.completed')
})

test.each(['bytes', 'characters'] as const)('text split across writes (%s) arrives whole', async (split) => {
  await using fake = await startFakeOpenAI({ behaviour: { split, answer: 'né 漢字 🙂👩‍🚀 \\ "' } })
  const seen = await readResponses(clientOf(fake).responses.create(askForSet(1)))
  expect([seen.text, seen.types.at(-1)]).toEqual(['né 漢字 🙂👩‍🚀 \\ "', 'response.completed'])
})

test('deltas have the size that is asked for, and divide surrogate pairs only on demand', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { answer: '🙂🙂🙂🙂', delta: 3 } })
  const deltas = async (behaviour: Behaviour): Promise<string[]> => {
    fake.script(() => behaviour)
    const { events } = await readResponses(clientOf(fake).responses.create(askForSet(1)))
    return events.flatMap((event) => (event.type === 'response.output_text.delta' ? [event.delta] : []))
  }
  expect(await deltas({})).toEqual(['🙂', '🙂', '🙂', '🙂'])
  expect(await deltas({ splitPairs: true })).toEqual(['🙂\ud83d', '\ude42🙂', '🙂'])
  expect(await deltas({ delta: 1 })).toEqual(['🙂', '🙂', '🙂', '🙂'])
})

test('what compatible servers leave out is left out: fields, events, usage', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { omit: ['output_index', 'output_item.added', 'usage', 'sequence_number'] } })
  const seen = await readResponses(clientOf(fake).responses.create(askForSet(1)))
  expect(JSON.parse(seen.text).segments).toHaveLength(1)
  expect(seen.types).not.toContain('response.output_item.added')
  expect(seen.events.filter((event) => 'output_index' in event || 'sequence_number' in event)).toEqual([])
  const last = seen.events.at(-1)
  expect(last?.type === 'response.completed' && 'usage' in last.response).toBe(false)
})

test('a page in place of an answer has status 200 or that of a gateway', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { html: true } })
  const page = await post(fake, '/responses', askForSet(1))
  expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([200, 'text/html; charset=utf-8', expect.stringContaining('<html>')])
  fake.script(() => ({ status: 502 }))
  expect((await post(fake, '/responses', askForSet(1))).status).toBe(502)
})

test('a request can hang before its headers, or be reset before a byte', async () => {
  await using fake = await startFakeOpenAI()
  fake.script((_request, nth) => (nth === 1 ? { reset: true } : { hang: true }))
  await expect(post(fake, '/responses', askForSet(1))).rejects.toThrow('fetch failed')
  expect(fake.requests[0]).toMatchObject({ state: 'cut', status: null, bytesSent: 0, clientClosed: false })
  const giveUp = new AbortController()
  const hanging = fetch(`${fake.url}/responses`, { method: 'POST', body: '{"model":"fake","input":"x"}', signal: giveUp.signal })
  await fake.until((requests) => requests[1]?.state === 'hung')
  giveUp.abort()
  await expect(hanging).rejects.toThrow('aborted')
  await fake.until((requests) => requests[1]?.clientClosed === true)
})

test('a request that asks for stamps is recorded with when its text was sent', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { answer: '{"text":"It rains."}', delta: 4, pace: 200, stamps: true } })
  const before = Date.now()
  await (await post(fake, '/responses', askForSet(1))).text()
  const [request] = await fake.until((requests) => requests[0]?.stamps !== undefined)
  const stamps = request?.stamps ?? []
  expect(stamps.at(-1)?.characters).toBe(request?.answer?.length)
  expect(stamps.length).toBeGreaterThan(1)
  for (const [at, stamp] of stamps.entries()) expect(stamp.at).toBeGreaterThanOrEqual(stamps[at - 1]?.at ?? before)
})
