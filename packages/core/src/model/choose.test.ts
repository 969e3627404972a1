import { describe, expect, test } from 'vitest'
import { chooseModel, modelName, type ModelEnvironment, type ModelWish } from './choose.ts'
import { parseModelTable } from './model-table.ts'
import { ollamaModels } from './ollama.ts'
import { head, startRawServer } from './stream-server.fixture.ts'

const choose = async (env: ModelEnvironment, wish: ModelWish = {}, fetch?: typeof globalThis.fetch) => {
  const { choice, capability, key } = await chooseModel(wish, env, fetch ? { fetch } : {})
  return { name: modelName(choice), at: choice.baseUrl, api: capability.api, key, capability }
}

/** A machine on which nothing may be asked. */
const untouched: typeof globalThis.fetch = () => {
  throw new Error('nobody was to be asked')
}

/** Answers as an Ollama does that has these models, whatever address it is asked by. */
const ollamaWith = (...names: string[]): typeof globalThis.fetch => {
  return () => Promise.resolve(Response.json({ models: names.map((name) => ({ name, size: 1 })) }))
}

const openai = { OPENAI_API_KEY: 'sk-o' }
const gemini = { GEMINI_API_KEY: 'AIza-g' }
const geminiUrl = 'https://generativelanguage.googleapis.com/v1beta/openai'
const local = 'http://localhost:11434/v1'

describe('a model is chosen', () => {
  test.each<[string, ModelEnvironment, ModelWish, object]>([
    ['by an OpenAI key', { ...openai, ...gemini }, {}, { name: 'openai/gpt-6-sol', at: undefined, api: 'responses', key: 'sk-o' }],
    ['by GPT_KEY when there is no other', { GPT_KEY: 'sk-g', ...gemini }, {}, { name: 'openai/gpt-6-sol', key: 'sk-g' }],
    ['by a Gemini key alone', gemini, {}, { name: 'openai-chat/gemini-3.7-flash', at: geminiUrl, api: 'chat', key: 'AIza-g' }],
    ['by a wish, before the environment', { ...openai, COLDOPEN_MODEL: 'gpt-5.5' }, { model: 'gpt-4.1' }, { name: 'openai/gpt-4.1' }],
    ['by the environment’s names, before its keys', { ...openai, COLDOPEN_PROVIDER: 'openai-chat', COLDOPEN_MODEL: 'gpt-4.1' }, {}, { name: 'openai-chat/gpt-4.1', at: undefined, api: 'chat', key: 'sk-o' }],
    ['by the name of an endpoint', { ...openai, ...gemini }, { provider: 'gemini' }, { at: geminiUrl, key: 'AIza-g' }],
    ['by an address with a key of OpenAI’s, which stands in for OpenAI', { ...openai, OPENAI_BASE_URL: 'https://llm.example/v1' }, {}, { name: 'openai/gpt-6-sol', at: 'https://llm.example/v1', api: 'responses', key: 'sk-o' }],
    ['by an address and Chat Completions by name', { ...openai, OPENAI_BASE_URL: 'https://llm.example/v1' }, { provider: 'openai-chat', model: 'm' }, { name: 'openai-chat/m', at: 'https://llm.example/v1', api: 'chat', key: 'sk-o' }],
    ['by an address of OpenAI’s own, which speaks Responses', { ...openai, OPENAI_BASE_URL: 'https://api.openai.com/v1/' }, {}, { name: 'openai/gpt-6-sol', api: 'responses', key: 'sk-o' }],
    ['by an address and a provider, whatever the address', { ...openai, COLDOPEN_PROVIDER: 'openai', OPENAI_BASE_URL: 'https://llm.example/v1' }, { model: 'm' }, { api: 'responses', key: 'sk-o' }],
    ['by a known address with its own key', { ...openai, OPENROUTER_API_KEY: 'or', OPENAI_BASE_URL: 'https://openrouter.ai/api/v1' }, { model: 'a/b' }, { api: 'chat', key: 'or' }],
    ['by an address without a key', { OPENAI_BASE_URL: 'http://127.0.0.1:8080/v1', COLDOPEN_MODEL: 'm' }, {}, { name: 'openai-chat/m', key: undefined }],
    ['as the sample writer, by name', { ...openai, COLDOPEN_MODEL: 'gpt-4.1' }, { provider: 'sample' }, { name: 'sample/sample', api: 'sample', key: undefined }],
    ['as the sample writer, by nothing', {}, {}, { name: 'sample/sample' }],
  ])('%s', async (_name, env, wish, expected) => {
    expect(await choose(env, wish, Object.keys(env).length > 0 ? untouched : ollamaWith())).toMatchObject(expected)
  })

  test.each<[string, ModelEnvironment, ModelWish, string, RegExp]>([
    ['an unknown provider', openai, { provider: 'gpt' }, 'invalid-input', /no provider "gpt".*openai, openai-chat, vscode, sample.*gemini/],
    ['a provider whose key is missing', {}, { provider: 'openai' }, 'model-unauthorized', /OPENAI_API_KEY/],
    ['an endpoint whose key is missing', openai, { provider: 'gemini' }, 'model-unauthorized', /GEMINI_API_KEY/],
    ['a model that nothing here has', {}, { model: 'gpt-4.1' }, 'model-unauthorized', /gpt-4\.1/],
    ['an endpoint whose model has to be named', { OPENAI_BASE_URL: 'https://llm.example/v1' }, {}, 'invalid-input', /--model/],
    ['an address that is none', { ...openai, OPENAI_BASE_URL: 'llm.example' }, { model: 'm' }, 'invalid-input', /OPENAI_BASE_URL.*http/],
    ['an Ollama that does not answer', {}, { provider: 'ollama' }, 'invalid-input', /No Ollama answers/],
  ])('%s is refused in one sentence', async (_name, env, wish, code, message) => {
    await expect(choose(env, wish)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })
})

test('a key goes to its own endpoint, or to the address that the same environment names', async () => {
  const everything = { ...openai, ...gemini, OPENROUTER_API_KEY: 'or', OPENAI_BASE_URL: 'https://llm.example/v1' }
  for (const [provider, key] of [['gemini', 'AIza-g'], ['openrouter', 'or'], ['ollama', undefined], ['openai', 'sk-o']] as const) {
    expect((await choose(everything, { provider, model: 'm' })).key).toBe(key)
  }
  expect((await choose({ ...openai, OPENAI_BASE_URL: 'http://generativelanguage.googleapis.com/v1beta/openai', GEMINI_API_KEY: 'AIza-g' }, { model: 'm' })).key).toBe('sk-o')
})

describe('an Ollama on this machine', () => {
  test('writes when nothing else chose, with its first model that can write, at no charge', async () => {
    const chosen = await choose({}, {}, ollamaWith('nomic-embed-text:latest', 'qwen3:30b', 'llama3.3:latest'))
    expect(chosen).toMatchObject({ name: 'openai-chat/qwen3:30b', at: local, key: undefined, capability: { structuredOutput: true, price: { input: 0, output: 0 } } })
  })

  test('writes with the model that was named, if it has it', async () => {
    const fetch = ollamaWith('qwen3:30b', 'llama3.3:latest')
    expect((await choose({}, { model: 'llama3.3' }, fetch)).name).toBe('openai-chat/llama3.3:latest')
    await expect(choose({}, { model: 'gpt-4.1' }, fetch)).rejects.toMatchObject({ code: 'model-unauthorized' })
  })

  test('without models leaves it to the sample writer', async () => {
    expect((await choose({}, {}, ollamaWith())).name).toBe('sample/sample')
  })

  test.each([
    ['hangs', undefined],
    ['answers with a page', `${head('200 OK', 'Content-Type: text/html')}<html>`],
    ['answers with something else', `${head('200 OK', 'Content-Type: application/json')}{"models":[{"title":"x"}]}`],
    ['is not there', 'gone'],
  ])('that %s is none', async (_how, raw) => {
    await using server = await startRawServer((socket) => raw !== undefined && socket.end(raw))
    if (raw === 'gone') await server[Symbol.asyncDispose]()
    expect(await ollamaModels((_, init) => fetch(server.baseUrl, init))).toBeUndefined()
  })
})

test('the user’s table says what a chosen model can do, over what is built in or assumed', async () => {
  const read = parseModelTable('{"openai":{"gpt-4.1":{"price":null}},"openai-chat":{"m":{"structuredOutput":true,"contextTokens":9000}}}')
  if (!read.ok) throw new Error(read.problem)
  const { table } = read
  const known = await chooseModel({ model: 'gpt-4.1' }, openai, { table })
  expect(known.capability).toMatchObject({ price: null, outputTokens: 32_768, temperature: true })
  const unknown = await chooseModel({ model: 'm' }, { OPENAI_BASE_URL: 'https://llm.example/v1' }, { table })
  expect(unknown.capability).toMatchObject({ api: 'chat', structuredOutput: true, contextTokens: 9000, price: null })
})

describe('a model of an editor', () => {
  const offers = [{ model: 'copilot/gpt-5', name: 'GPT-5', maxInputTokens: 128_000 }, { model: 'ollama/qwen 3', name: 'Qwen', maxInputTokens: 4000 }]
  const lent = (wish: ModelWish, from = offers) => chooseModel({ provider: 'vscode', ...wish }, {}, { offers: from })

  test('is the first that is lent, or the one that is named, and needs no key', async () => {
    expect(await lent({})).toMatchObject({ choice: { provider: 'vscode', model: 'copilot/gpt-5' }, capability: { api: 'relay', contextTokens: 128_000, outputTokens: 16_000, price: null, structuredOutput: false } })
    expect(await lent({ model: 'ollama/qwen 3' })).toMatchObject({ choice: { model: 'ollama/qwen 3' }, capability: { contextTokens: 4000, outputTokens: 1000 } })
  })

  test('has what a user’s table says of it', async () => {
    const read = parseModelTable('{"vscode": {"copilot/gpt-5": {"outputTokens": 4096}}}')
    const { capability } = await chooseModel({ provider: 'vscode' }, {}, { offers, ...(read.ok && { table: read.table }) })
    expect(capability).toMatchObject({ outputTokens: 4096, contextTokens: 128_000 })
  })

  test('that nobody lends is refused, with the names of those that are', async () => {
    await expect(lent({ model: 'copilot/gpt-9' })).rejects.toMatchObject({ code: 'model-not-found', message: expect.stringContaining('copilot/gpt-5, ollama/qwen 3') })
    await expect(lent({}, [])).rejects.toMatchObject({ code: 'model-not-found', message: expect.stringContaining('No open editor') })
  })
})
