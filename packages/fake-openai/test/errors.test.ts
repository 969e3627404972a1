import { AuthenticationError, BadRequestError, InternalServerError, NotFoundError, PermissionDeniedError, RateLimitError } from 'openai'
import { expect, test } from 'vitest'
import { startFakeOpenAI, type Clock } from '../src/index.ts'
import { askChatForSet, askForSet, clientOf, setSchema } from './asking.ts'

const failing = [
  [400, BadRequestError, 'invalid_value'],
  [401, AuthenticationError, 'invalid_api_key'],
  [403, PermissionDeniedError, 'unsupported_country_region_territory'],
  [404, NotFoundError, 'model_not_found'],
  [429, RateLimitError, 'rate_limit_exceeded'],
  [500, InternalServerError, null],
  [503, InternalServerError, 'overloaded'],
] as const

test.each(failing)('status %i comes with the error body that the SDK reads, by either API', async (status, kind, code) => {
  await using fake = await startFakeOpenAI({ behaviour: { status } })
  for (const asking of [clientOf(fake).responses.create(askForSet(1)), clientOf(fake).chat.completions.create(askChatForSet(1))]) {
    const error = await asking.then(() => undefined, (thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(kind)
    expect(error).toMatchObject({ status, code, error: { message: expect.stringMatching(/\.$/u) } })
  }
  expect(fake.requests.map((request) => [request.state, request.status])).toEqual([['rejected', status], ['rejected', status]])
})

test('a 429 can be an exhausted quota', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { status: 429, code: 'insufficient_quota' } })
  await expect(clientOf(fake).responses.create(askForSet(1))).rejects.toMatchObject({ code: 'insufficient_quota', type: 'insufficient_quota' })
})

test('when to come back is said in seconds, in milliseconds or as a date', async () => {
  const clock: Clock = { now: () => Date.UTC(2030, 0, 1, 12), sleep: () => Promise.resolve() }
  await using fake = await startFakeOpenAI({ clock, behaviour: { status: 429 } })
  const headersFor = async (retryAfter: string): Promise<(string | null)[]> => {
    fake.script(() => ({ retryAfter }))
    const { headers } = await fetch(`${fake.url}/responses`, { method: 'POST', body: '{}' })
    return [headers.get('retry-after'), headers.get('retry-after-ms')]
  }
  expect(await headersFor('2')).toEqual(['2', null])
  expect(await headersFor('1500ms')).toEqual([null, '1500'])
  expect(await headersFor('date:3')).toEqual(['Tue, 01 Jan 2030 12:00:03 GMT', null])
})

test('the SDK with its default retries asks again, and each time is recorded', async () => {
  await using fake = await startFakeOpenAI()
  fake.script((_request, nth) => (nth < 3 ? { status: 500, retryAfter: '1ms' } : undefined))
  const stream = await clientOf(fake).responses.create(askForSet(1), { maxRetries: 2 })
  for await (const event of stream) expect(event.type).not.toBe('error')
  expect(fake.requests.map((request) => request.state)).toEqual(['rejected', 'rejected', 'answered'])
})

test('only the required key is let in, and no key is recorded or shown', async () => {
  await using fake = await startFakeOpenAI({ requireKey: 'sk-right-key-000' })
  const error = await clientOf(fake, 'sk-canary-0123456789').responses.create(askForSet(1)).then(() => undefined, (thrown: unknown) => thrown)
  expect(error).toMatchObject({ status: 401, code: 'invalid_api_key' })
  expect((await fetch(`${fake.url}/models`)).status).toBe(401)
  expect((await clientOf(fake, 'sk-right-key-000').models.list()).data).toHaveLength(1)
  expect(fake.requests.map((request) => request.authorized)).toEqual([false, false, true])
  expect(JSON.stringify([fake.requests, error])).not.toContain('canary')
})

test('a model that is not in the list is not found; a behaviour in its name changes nothing about that', async () => {
  await using fake = await startFakeOpenAI({ models: ['gpt-a', 'gpt-b'] })
  const client = clientOf(fake)
  expect((await client.models.list()).data.map((model) => model.id)).toEqual(['gpt-a', 'gpt-b'])
  await expect(client.responses.create(askForSet(1, { model: 'gpt-c' }))).rejects.toMatchObject({ status: 404, code: 'model_not_found' })
  const { text } = await client.responses.create({ model: 'gpt-b:answer=yes', input: 'x' }).then((response) => ({ text: response.output_text }))
  expect(text).toBe('yes')
})

test('a parameter the model does not take, a limit below the least, and a missing input are refused', async () => {
  await using fake = await startFakeOpenAI({ behaviour: { unsupported: ['temperature'] } })
  const { responses } = clientOf(fake)
  await expect(responses.create(askForSet(1, { temperature: 0.7 }))).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param: 'temperature' })
  await expect(responses.create(askForSet(1, { max_output_tokens: 5 }))).rejects.toMatchObject({ status: 400, param: 'max_output_tokens' })
  await expect(responses.create({ model: 'fake' })).rejects.toMatchObject({ status: 400, param: 'input' })
})

const loose = { ...setSchema(1), additionalProperties: true }
const optional = { ...setSchema(1), required: [] }
const list = { type: 'array', items: setSchema(1) }

test.each([['an open object', loose], ['an optional field', optional], ['a list at the root', list]])('strict output refuses %s', async (_what, schema) => {
  await using fake = await startFakeOpenAI()
  const format = { type: 'json_schema', name: 'odd', strict: true, schema } as const
  await expect(clientOf(fake).responses.create({ model: 'fake', input: 'x', text: { format } })).rejects.toMatchObject({ code: 'invalid_json_schema' })
})

test('limits of a minute are counted down in the headers, by tokens asked for, and enforced until time has passed', async () => {
  let now = 0
  const clock: Clock = { now: () => now, sleep: () => Promise.resolve() }
  await using fake = await startFakeOpenAI({ clock, limits: { requests: 60, tokens: 6000 } })
  const ask = (): Promise<Response> => fetch(`${fake.url}/responses`, { method: 'POST', body: '{"model":"fake","input":"four","max_output_tokens":3999}' })
  const first = await ask()
  expect(first.status).toBe(200)
  expect([first.headers.get('x-ratelimit-limit-tokens'), first.headers.get('x-ratelimit-remaining-tokens')]).toEqual(['6000', '2000'])
  expect([first.headers.get('x-ratelimit-reset-tokens'), first.headers.get('x-ratelimit-remaining-requests')]).toEqual(['40s', '59'])
  const second = await ask()
  expect([second.status, second.headers.get('retry-after')]).toEqual([429, '20'])
  now = 20_000
  expect((await ask()).status).toBe(200)
})

test('what is not an endpoint is a 404, and what is not JSON a 400', async () => {
  await using fake = await startFakeOpenAI()
  expect((await fetch(`${fake.url}/completions`, { method: 'POST', body: '{}' })).status).toBe(404)
  expect((await fetch(`${fake.url}/responses`, { method: 'POST', body: '{"model":' })).status).toBe(400)
})
