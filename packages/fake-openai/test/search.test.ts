import type OpenAI from 'openai'
import { expect, test } from 'vitest'
import { startFakeOpenAI } from '../src/index.ts'
import { countWords } from '../src/words/prose.ts'
import { askForSet, clientOf, readResponses } from './asking.ts'

type Asking = OpenAI.Responses.ResponseCreateParamsStreaming

const searching = { model: 'fake', input: 'What happened? 90 words.', tools: [{ type: 'web_search' }], include: ['web_search_call.action.sources'], stream: true } satisfies Asking

const sourcesIn = (items: readonly OpenAI.Responses.ResponseOutputItem[]): string[] =>
  items.flatMap((item) => (item.type === 'web_search_call' && item.action.type === 'search' ? (item.action.sources ?? []) : [])).map((source) => source.url)

test('a request that may search has its searches first, then a text that cites what they found', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { search: 5 } })
  const { types, events, text, error } = await readResponses(clientOf(fake).responses.create(searching))
  expect(error).toBeUndefined()
  const search = ['output_item.added', 'web_search_call.in_progress', 'web_search_call.searching', 'web_search_call.completed', 'output_item.done']
  expect(types.slice(2, 12)).toEqual([...search, ...search].map((type) => `response.${type}`))
  expect(types[12]).toBe('response.output_item.added')
  const found = sourcesIn(events.flatMap((event) => (event.type === 'response.output_item.done' ? [event.item] : [])))
  expect(new Set(found).size).toBe(5)
  expect(found).toEqual(fake.requests[0]?.sources)
  const cited = events.flatMap((event) => (event.type === 'response.output_text.annotation.added' && event.annotation?.type === 'url_citation' ? [event.annotation] : []))
  expect(cited.map((citation) => citation.url)).toEqual(found.map((url) => `${url}?utm_source=openai`))
  expect(cited.at(-1)?.end_index).toBe(text.length)
})

test('the SDK assembles the same answer from the stream as it gets in one piece', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { answer: 'It rained.', reasoning: 9 } })
  const { stream: _, ...asked } = searching
  const assembled = await clientOf(fake).responses.stream(asked).finalResponse()
  const whole = await clientOf(fake).responses.create(asked)
  expect(whole.output.map((item) => item.type)).toEqual(['reasoning', 'web_search_call', 'web_search_call', 'message'])
  expect(sourcesIn(whole.output)).toHaveLength(3)
  expect(sourcesIn(assembled.output)).toEqual(sourcesIn(whole.output))
  expect(assembled.output_text).toBe('It rained.')
})

test('the pages follow from the request, and are listed only for who asks for them', async () => {
  await using fake = await startFakeOpenAI()
  const client = clientOf(fake)
  for (const asked of [searching, searching, { ...searching, input: 'What else?' }]) await readResponses(client.responses.create(asked))
  const [first, same, other] = fake.requests.map((request) => request.sources)
  expect(same).toEqual(first)
  expect(other).not.toEqual(first)
  const quiet = await client.responses.create({ ...searching, include: [], stream: false })
  expect(quiet.output.filter((item) => item.type === 'web_search_call')).toHaveLength(2)
  expect(sourcesIn(quiet.output)).toEqual([])
})

test('a search may find nothing, and takes no more calls than it may', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { search: 0 } })
  const { types, text } = await readResponses(clientOf(fake).responses.create({ ...searching, max_tool_calls: 1 }))
  expect(types.filter((type) => type === 'response.web_search_call.completed')).toHaveLength(1)
  expect(types).not.toContain('response.output_text.annotation.added')
  expect(countWords(text)).toBe(90)
  expect(fake.requests[0]?.sources).toEqual([])
})

test('a request without the tool is answered without a search', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { search: 5 } })
  const { types } = await readResponses(clientOf(fake).responses.create(askForSet(1)))
  expect(types.some((type) => /search|annotation/.test(type))).toBe(false)
  expect(fake.requests[0]?.sources).toEqual([])
})

test('a JSON answer names the pages in its sources, and has as many words in its text as are asked for', async () => {
  await using fake = await startFakeOpenAI()
  const list = { type: 'array', items: { type: 'string' }, minItems: 1 }
  const schema = { type: 'object', properties: { sources: list, text: { type: 'string' } }, required: ['sources', 'text'], additionalProperties: false }
  const text = { format: { type: 'json_schema', name: 'news', strict: true, schema } } as const
  const answer = JSON.parse((await readResponses(clientOf(fake).responses.create({ ...searching, text }))).text)
  expect(fake.requests[0]?.sources).toEqual(expect.arrayContaining(answer.sources))
  expect(countWords(answer.text)).toBe(90)
})
