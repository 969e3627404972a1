import { startFakeOpenAI, type FakeOpenAIOptions } from '@coldopen/fake-openai'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { createChatModel } from './chat.ts'
import { withoutMarks } from './citation-marks.ts'
import { created, delta, ended, sse } from './responses-wire.fixture.ts'
import { createResponsesModel, type ResponsesOptions } from './responses.ts'
import { head, heldClock, startRawServer, streamHead } from './stream-server.fixture.ts'
import type { StreamClock } from './stream-watch.ts'
import type { ModelEvent } from './text-model.ts'
import { answered as answeredBy, gathered, request, run } from './wire.fixture.ts'

const searching = { ...request, webSearch: true }
const model = (baseUrl: string, options: Partial<ResponsesOptions> = {}) => createResponsesModel({ provider: 'openai', model: 'gpt-test', apiKey: 'any', baseUrl, ...options })

const told = (events: readonly ModelEvent[]) => events.flatMap((event) => (event.type === 'source' ? [{ url: event.url, title: event.title }] : []))
/** Every page once, as it was told last. */
const pagesOf = (events: readonly ModelEvent[]) => [...new Map(told(events).map((page) => [page.url, page])).values()]
const open = (options: FakeOpenAIOptions = {}) => startFakeOpenAI({ behaviour: { answer: 'It rained.', search: 4, lingerMs: 5 }, ...options })

async function answered(raw: string, asked = searching) {
  await using server = await startRawServer((socket) => socket.end(raw))
  return await run(model(server.baseUrl), asked)
}

const found = (sources: unknown) => sse({ type: 'response.output_item.done', item: { type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'rain', sources } } })
const cited = (url: string, title = '') => sse({ type: 'response.output_text.annotation.added', annotation: { type: 'url_citation', url, title, start_index: 0, end_index: 1 } })

describe('a request that may search', () => {
  test('has the tool, four calls at most, and asks for what was found', async () => {
    await using server = await startRawServer((socket) => socket.end(streamHead + ended('completed')))
    await run(model(server.baseUrl), searching)
    expect(server.received[0]?.body).toMatchObject({
      tools: [{ type: 'web_search', search_context_size: 'medium' }],
      max_tool_calls: 4,
      include: ['web_search_call.action.sources'],
    })
  })

  test.each([['Responses', createResponsesModel, false], ['Chat Completions', createChatModel, true]] as const)('and one that may not, or cannot, by %s: no tool', async (_name, create, webSearch) => {
    await using fake = await open()
    const { events, outcome } = await run(create({ provider: 'openai', model: 'fake', baseUrl: fake.url }), { ...request, webSearch })
    expect(outcome.type).toBe('completed')
    for (const field of ['tools', 'max_tool_calls', 'include']) expect(fake.requests[0]?.body).not.toHaveProperty(field)
    expect(pagesOf(events)).toEqual([])
  })
})

describe('pages', () => {
  test('are told before the text, and once more with the titles under which the text cites them', async () => {
    await using fake = await open()
    const { events, text, outcome } = await run(model(fake.url), searching)
    expect(pagesOf(events).map((page) => page.url)).toEqual(fake.requests[0]?.sources)
    expect(pagesOf(events)).toHaveLength(4)
    expect(told(events).map((page) => page.title !== '')).toEqual([false, false, false, false, true, true, true, true])
    expect(events.map((event) => event.type).slice(0, 5)).toEqual(['created', 'source', 'source', 'source', 'source'])
    expect({ text, outcome }).toMatchObject({ text: 'It rained.', outcome: { type: 'completed', usage: { outputTokens: 3 } } })
  })

  test('may be none', async () => {
    await using fake = await open({ behaviour: { answer: 'It rained.', search: 0 } })
    const { events, text } = await run(model(fake.url), searching)
    expect({ pages: pagesOf(events), text }).toEqual({ pages: [], text: 'It rained.' })
  })

  test('are the same in an answer that is no stream', async () => {
    await using fake = await open()
    await run(model(fake.url), searching)
    const whole = await fetch(`${fake.url}/responses`, { method: 'POST', body: JSON.stringify({ ...Object(fake.requests[0]?.body), stream: false }) })
    const { events } = await answered(head('200 OK', 'Content-Type: application/json') + (await whole.text()))
    expect(pagesOf(events).map((page) => page.url)).toEqual(fake.requests[0]?.sources)
  })

  test('have the titles of those who cite them, and not the provider’s mark', async () => {
    const raw = cited('https://a.example/x?utm_source=openai', 'Rain') + cited('https://a.example/x#part') + cited('https://b.example/?q=1&utm_source=openai&r=%20#top') + cited('https://c.example/?utm_source=letter')
    const { events } = await answered(streamHead + created + raw + ended('completed'))
    expect(pagesOf(events)).toEqual([
      { url: 'https://a.example/x', title: 'Rain' },
      { url: 'https://b.example/?q=1&r=%20#top', title: '' },
      { url: 'https://c.example/?utm_source=letter', title: '' },
    ])
  })

  test('are addresses of the web alone, and whatever else stands in their place is nothing', async () => {
    const odd = ['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', 'nonsense', '', 7, null, {}].map((url) => ({ type: 'url', url }))
    const raw = [odd, [null, 'x'], 'none', undefined].map(found).join('') + sse({ type: 'response.output_text.annotation.added', annotation: null })
    const { events, outcome } = await answered(streamHead + created + raw + found([{ type: 'url', url: 'http://a.example' }]) + ended('completed'))
    expect({ pages: pagesOf(events), type: outcome.type }).toEqual({ pages: [{ url: 'http://a.example/', title: '' }], type: 'completed' })
  })

  test('are never read out of a text', async () => {
    const text = 'See https://invented.example/ and [that](https://invented.example/too).'
    const output = [{ type: 'message', content: [{ type: 'output_text', text, annotations: [{ type: 'file_citation', url: 'https://file.example/' }] }] }]
    const { events } = await answered(streamHead + created + delta(text) + ended('completed', { output }))
    expect(pagesOf(events)).toEqual([])
  })

  test('that only the last event has are told then', async () => {
    const output = [
      { type: 'web_search_call', action: { type: 'search', sources: [{ type: 'url', url: 'https://a.example/' }] } },
      { type: 'message', content: [{ type: 'output_text', text: 'Rain.', annotations: [{ type: 'url_citation', url: 'https://b.example/', title: 'B' }] }] },
    ]
    const { events } = await answered(streamHead + created + delta('Rain.') + ended('completed', { output }))
    expect(pagesOf(events)).toEqual([{ url: 'https://a.example/', title: '' }, { url: 'https://b.example/', title: 'B' }])
  })

  test('of a search that is cut off are there as far as they had come', async () => {
    const { events, outcome } = await answered(streamHead + created + found([{ type: 'url', url: 'https://a.example/' }]))
    expect({ pages: pagesOf(events).length, type: outcome.type }).toEqual({ pages: 1, type: 'interrupted' })
  })

  test('of an answer that its provider keeps are told once when it is taken up, and told to who resumes it', async () => {
    await using fake = await open()
    fake.script((asked) => ({ answer: 'It rained.', search: 4, lingerMs: 5, ...(asked.kind === 'responses' && { cutText: 4 }) }))
    const writer = model(fake.url, { background: true })
    const { events, text } = await run(writer, searching)
    const [asked] = fake.requests
    expect(pagesOf(events).map((page) => page.url)).toEqual(asked?.sources)
    expect(text).toBe('It rained.')
    const stream = writer.resume?.({ responseId: asked?.responseId ?? '', seq: 14, characters: 0 }, new AbortController().signal)
    if (!stream) throw new Error('the model does not resume')
    expect(pagesOf((await gathered(stream)).events).map((page) => page.url)).toEqual(asked?.sources)
  })
})

test('a search that goes on is progress: the answer is not given up', async () => {
  const { clock, elapse } = heldClock()
  let begun = 0
  const counting: StreamClock = {
    ...clock,
    after: (ms, then) => {
      begun++
      return clock.after(ms, then)
    },
  }
  await using server = await startRawServer((socket) => socket.write(streamHead + created))
  const stream = model(server.baseUrl, { clock: counting, idleMs: 1000 }).stream(searching, new AbortController().signal)[Symbol.asyncIterator]()
  expect((await stream.next()).value).toMatchObject({ type: 'created' })
  const next = stream.next()
  for (const [at, step] of ['in_progress', 'searching', 'completed'].entries()) {
    await vi.waitFor(() => expect(begun).toBe(at + 2), 10_000)
    elapse(900)
    server.write(sse({ type: `response.web_search_call.${step}`, item_id: 'ws_1', output_index: 0 }))
  }
  await vi.waitFor(() => expect(begun).toBe(5), 10_000)
  server.write(delta('Rain.') + ended('completed'))
  expect((await next).value).toEqual({ type: 'text', text: 'Rain.' })
})

describe('the provider’s own marks of a citation', () => {
  const mark = '\ue200cite\ue202turn0search0\ue202turn1news12\ue201'

  test('are not told as text, however the stream is cut', async () => {
    const text = `It rained.${mark} All ${mark}day. 🌧️`
    await using fake = await open()
    for (const background of [false, true]) {
      fake.script(() => ({ answer: text, delta: 1, splitPairs: true, split: 'bytes' }))
      const { text: clean } = await run(model(fake.url, { background }), searching)
      expect(clean).toBe('It rained. All day. 🌧️')
    }
  })

  test('that only the last event has are left out too, and so is one that the output limit cut', async () => {
    const output = [{ type: 'message', content: [{ type: 'output_text', text: `Rain.${mark}` }] }]
    expect((await answered(streamHead + created + ended('completed', { output }))).text).toBe('Rain.')
    expect((await answered(streamHead + created + delta(`Rain.${mark.slice(0, 9)}`) + ended('incomplete'))).text).toBe('Rain.')
  })

  test('stay in the text of a request that did not search, whose characters they are', async () => {
    expect((await answeredBy({ model }, streamHead + created + delta(`Rain.${mark}`) + ended('completed'))).text).toBe(`Rain.${mark}`)
  })

  test('are taken from a text in pieces as they are from the whole, and nothing else is', () => {
    const piece = fc.oneof(fc.constantFrom('\ue200', '\ue201', '\ue202', '"', '\n', mark), fc.string({ unit: 'grapheme' }))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        let cleaned = ''
        let waiting = ''
        for (const text of pieces) {
          const { clean, begun } = withoutMarks(waiting + text)
          cleaned += clean
          waiting = begun
        }
        const whole = withoutMarks(pieces.join(''))
        expect({ cleaned, waiting }).toEqual({ cleaned: whole.clean, waiting: whole.begun })
        expect(cleaned).not.toMatch(/[\ue200-\ue206]/u)
      }),
    )
    expect(withoutMarks(`\ue200${'a long word '.repeat(20)}`)).toEqual({ clean: 'a long word '.repeat(20), begun: '' })
  })
})
