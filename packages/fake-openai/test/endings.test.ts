import { APIError } from 'openai'
import { expect, test } from 'vitest'
import { startFakeOpenAI, type Behaviour } from '../src/index.ts'
import { askChatForSet, askForSet, clientOf, readChat, readResponses } from './asking.ts'

/** The same request by both APIs, under a behaviour. */
async function both(behaviour: Behaviour, more: { max_output_tokens?: number } = {}) {
  await using fake = await startFakeOpenAI({ behaviour })
  const client = clientOf(fake)
  const responses = await readResponses(client.responses.create(askForSet(3, more)))
  const most = more.max_output_tokens === undefined ? {} : { max_completion_tokens: more.max_output_tokens }
  const chat = await readChat(client.chat.completions.create(askChatForSet(3, most)))
  const last = responses.events.at(-1)
  return { responses, chat, last, response: last !== undefined && 'response' in last ? last.response : undefined, records: [...fake.requests] }
}

test('the output limit cuts the answer at four characters a token, and it ends as incomplete', async () => {
  const { responses, chat, last, response, records } = await both({}, { max_output_tokens: 50 })
  expect(responses.text.length).toBeGreaterThan(197)
  expect(responses.text.length).toBeLessThanOrEqual(200)
  expect(last?.type).toBe('response.incomplete')
  expect(response?.incomplete_details).toEqual({ reason: 'max_output_tokens' })
  expect(response?.usage?.output_tokens).toBeLessThanOrEqual(50)
  expect([chat.text.length <= 200, chat.finish]).toEqual([true, 'length'])
  expect(records.map((record) => record.completed)).toEqual([false, false])
})

test('an answer that fits its limit exactly is not cut', async () => {
  const { responses, last } = await both({ answer: 'x'.repeat(200) }, { max_output_tokens: 50 })
  expect([responses.text.length, last?.type]).toEqual([200, 'response.completed'])
})

test('reasoning counts against the output limit, and may leave no room for text at all', async () => {
  const { responses, chat, response } = await both({ reasoning: 100 }, { max_output_tokens: 64 })
  expect([responses.text, chat.text, chat.finish]).toEqual(['', '', 'length'])
  expect(response?.status).toBe('incomplete')
  expect(response?.usage?.output_tokens_details.reasoning_tokens).toBe(64)
})

test('truncate ends at that character as the output limit does', async () => {
  const { responses, chat, response } = await both({ truncate: 101 })
  expect([responses.text.length, chat.text.length, chat.finish]).toEqual([101, 101, 'length'])
  expect(response?.incomplete_details?.reason).toBe('max_output_tokens')
})

test('stop ends at that character and calls it completed', async () => {
  const { responses, chat, last, records } = await both({ stop: 101 })
  expect([responses.text.length, last?.type]).toEqual([101, 'response.completed'])
  expect([chat.text.length, chat.finish]).toEqual([101, 'stop'])
  expect(records.map((record) => record.completed)).toEqual([true, true])
})

test('short closes the JSON with fewer elements and calls it completed', async () => {
  const { responses, chat, last } = await both({ short: 2 })
  expect([JSON.parse(responses.text).segments.length, last?.type]).toEqual([2, 'response.completed'])
  expect([JSON.parse(chat.text).segments.length, chat.finish]).toEqual([2, 'stop'])
})

test('a content filter ends the answer with its own reason', async () => {
  const { responses, chat, response } = await both({ filter: 60 })
  expect([responses.text.length, response?.status, response?.incomplete_details?.reason]).toEqual([60, 'incomplete', 'content_filter'])
  expect([chat.text.length, chat.finish]).toEqual([60, 'content_filter'])
})

test('a refusal comes by its own events and not as text', async () => {
  const { responses, chat, response } = await both({ refuse: 'I would rather not.' })
  expect([responses.text, responses.refusal, response?.status]).toEqual(['', 'I would rather not.', 'completed'])
  expect(responses.types).toContain('response.refusal.done')
  expect([chat.text, chat.refusal, chat.finish]).toEqual(['', 'I would rather not.', 'stop'])
})

test('a failure is a response.failed event with its code and its usage, and an error in a chat stream', async () => {
  const { responses, chat, last, response } = await both({ fail: 60 })
  expect([responses.text.length, last?.type, response?.error?.code]).toEqual([60, 'response.failed', 'server_error'])
  expect(response?.usage?.output_tokens).toBe(15)
  expect(responses.types).not.toContain('response.output_text.done')
  expect([chat.text.length, chat.finish]).toEqual([60, null])
  expect(chat.error).toBeInstanceOf(APIError)
})

test.each([false, true])('an error event ends the stream, and the SDK throws it (nested: %s)', async (nestedError) => {
  const { responses, chat } = await both({ error: 60, code: 'rate_limit_exceeded', nestedError })
  expect(responses.text.length).toBe(60)
  expect(responses.error).toBeInstanceOf(APIError)
  expect(responses.error).toMatchObject({ code: 'rate_limit_exceeded' })
  expect(chat.error).toBeInstanceOf(APIError)
})

test('in one piece, a failed response says so and an error is a 500', async () => {
  await using fake = await startFakeOpenAI()
  const { stream: _, ...asked } = askForSet(2)
  fake.script((_request, nth) => (nth === 1 ? { fail: 40 } : { error: 40 }))
  const failed = await clientOf(fake).responses.create(asked)
  expect([failed.status, failed.error?.code, failed.output_text.length]).toEqual(['failed', 'server_error', 40])
  await expect(clientOf(fake).responses.create(asked)).rejects.toMatchObject({ status: 500 })
})
