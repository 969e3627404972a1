import { startFakeOpenAI, type Behaviour } from '@coldopen/fake-openai'
import { reportFault } from '@coldopen/core/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createChatModel } from './chat.ts'
import { createResponsesModel } from './responses.ts'
import type { ModelEvent, ModelRequest, Outcome } from './text-model.ts'

const answer = 'The lamp went out at nine. 🌊 “Nobody came”, she said; 灯台 stood dark.'
const request: ModelRequest = { instructions: 'Write.', material: {}, maxOutputTokens: 1000 }

let fake: Awaited<ReturnType<typeof startFakeOpenAI>>
beforeAll(async () => {
  fake = await startFakeOpenAI()
})
afterAll(() => fake.close())

const adapters = { Responses: createResponsesModel, 'Chat Completions': createChatModel }

async function askBy(adapter: keyof typeof adapters, behaviour: Behaviour, idleMs = 5000) {
  fake.script(() => ({ answer, lingerMs: 5, ...behaviour }))
  const before = fake.requests.length
  const model = adapters[adapter]({ provider: 'openai', model: 'gpt-test', apiKey: 'k', baseUrl: fake.url, idleMs })
  const events: ModelEvent[] = []
  for await (const event of model.stream(request, new AbortController().signal)) events.push(event)
  const pieces = events.flatMap((event) => (event.type === 'text' ? [event.text] : []))
  const last = events.at(-1)
  return { pieces, text: pieces.join(''), outcome: last?.type === 'end' ? last.outcome : undefined, requests: fake.requests.length - before }
}

describe.each(['Responses', 'Chat Completions'] as const)('%s against the scripted server:', (adapter) => {
  const ask = (behaviour: Behaviour, idleMs?: number) => askBy(adapter, behaviour, idleMs)

  test.each<[string, Behaviour, Outcome['type'], string | undefined, string]>([
    ['an answer', {}, 'completed', undefined, answer],
    ['an answer in single bytes', { split: 'bytes' }, 'completed', undefined, answer],
    ['an answer without the fields that servers leave out', { omit: ['output_item.added', 'content_part.added', 'output_index', 'item_id', 'usage'] }, 'completed', undefined, answer],
    ['reasoning before the answer', { reasoning: 50, summary: true }, 'completed', undefined, answer],
    ['the output limit', { truncate: 20 }, 'length', undefined, answer.slice(0, 20)],
    ['a content filter', { filter: 20 }, 'filtered', 'model-filtered', answer.slice(0, 20)],
    ['a refusal', { refuse: 'Not this.' }, 'refused', 'model-refused', ''],
    ['a failed response', { fail: 20 }, 'failed', 'model-failed', answer.slice(0, 20)],
    ['an error event', { error: 20 }, 'failed', 'model-failed', answer.slice(0, 20)],
    ['an error event with its error inside', { error: 20, nestedError: true }, 'failed', 'model-failed', answer.slice(0, 20)],
    ['a socket closed in the middle', { cutText: 20, by: 'fin' }, 'interrupted', 'model-connection', answer.slice(0, 20)],
    ['a socket reset in the middle', { cutText: 20, by: 'rst' }, 'interrupted', 'model-connection', answer.slice(0, 20)],
    ['a body ended in good order in the middle', { cutText: 20, by: 'end' }, 'interrupted', 'model-connection', answer.slice(0, 20)],
    ['a reset before the first byte', { reset: true }, 'interrupted', 'model-connection', ''],
    ['a page with status 200', { html: true }, 'rejected', 'model-connection', ''],
    ['a page with status 502', { html: true, status: 502 }, 'rejected', 'model-failed', ''],
    ['a quota that is spent', { status: 429, code: 'insufficient_quota' }, 'rejected', 'budget-exceeded', ''],
    ['too many requests', { status: 429, retryAfter: '1500ms' }, 'rejected', 'rate-limited', ''],
    ['a parameter that the model does not take', { unsupported: ['stream'] }, 'rejected', 'invalid-input', ''],
  ])('%s is one request, its text and its own outcome', async (_name, behaviour, type, code, text) => {
    const result = await ask(behaviour)
    expect(result.outcome).toMatchObject({ type, ...(code && { problem: { code } }) })
    expect({ text: result.text, requests: result.requests }).toEqual({ text, requests: 1 })
    if (code !== undefined || type === 'length') reportFault({ row: type === 'rejected' || text === '' && type === 'interrupted' ? 'R8' : type === 'interrupted' ? 'R6' : 'R10', did: `${_name}, by ${adapter}`, times: 1, figure: `${type}${code ? ` (${code})` : ''}, requests sent: 1`, target: `${type}, 1` })
  })

  test('tokens of reasoning are told among those of the output', async () => {
    const { outcome } = await ask({ reasoning: 50 })
    const usage = outcome && 'usage' in outcome ? outcome.usage : undefined
    expect(usage?.reasoningTokens).toBe(50)
    expect(usage?.outputTokens).toBeGreaterThan(50)
    expect((await ask({})).outcome).not.toHaveProperty('usage.reasoningTokens')
  })

  test('no text ends in half a character, however the deltas are cut', async () => {
    const { text, pieces } = await ask({ delta: 1, splitPairs: true, pace: 500, answer: '🌊🎬🌊🎬' })
    expect(text).toBe('🌊🎬🌊🎬')
    for (const piece of pieces) expect(piece.isWellFormed()).toBe(true)
  })

  test.each<[string, Behaviour, string]>([
    ['without a byte', { hang: true }, ''],
    ['without a word more', { stall: 20 }, answer.slice(0, 20)],
    ['with comments alone', { stall: 20, keepAlive: 'comments', keepAliveMs: 20 }, answer.slice(0, 20)],
    ['with nothing but words that it is in progress', { stall: 20, keepAlive: 'in_progress', keepAliveMs: 20 }, answer.slice(0, 20)],
  ])('a stall %s is given up, and what came is there', async (_name, behaviour, text) => {
    const result = await ask(behaviour, 300)
    expect(result).toMatchObject({ text, requests: 1, outcome: { type: 'interrupted', problem: { code: 'model-stalled' } } })
  })
})
