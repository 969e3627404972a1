import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { capabilityAt, capabilityOf, knownModels } from './capability.ts'
import { capabilitySchema } from './capability-schema.ts'
import { parseModelTable } from './model-table.ts'

const problemOf = (text: string): string => {
  const read = parseModelTable(text)
  return read.ok ? '' : read.problem
}

describe('a table', () => {
  test('that is empty changes nothing', () => {
    for (const text of ['', ' \n', '{}', '\uFEFF{"openai": {}}']) {
      const read = parseModelTable(text)
      expect(read).toMatchObject({ ok: true })
      expect(read.ok && capabilityOf('openai', 'gpt-6-sol', read.table)).toEqual(capabilityOf('openai', 'gpt-6-sol'))
    }
  })

  test('adds models to those that are known', () => {
    const read = parseModelTable('{"openai-chat": {"qwen3:30b": {"reasoning": true, "effort": "high"}, "gemini-3.7-flash": {"free": true}}}')
    if (!read.ok) throw new Error(read.problem)
    const named = knownModels(read.table).map(({ provider, model }) => `${provider}/${model}`)
    expect(named).toEqual([...new Set(named)])
    expect(named).toEqual([...knownModels().map(({ provider, model }) => `${provider}/${model}`).slice(0, -1), 'openai-chat/qwen3:30b', 'sample/sample'])
    expect(capabilityOf('openai-chat', 'qwen3:30b', read.table)).toMatchObject({ api: 'chat', reasoning: true, effort: 'high' })
  })

  test.each([
    ['{\n  "openai": {\n    "m": {\n      "price": { "input": "2", "output": 1 }\n    }\n  }\n}', /^Line 4, openai › m › price › input: .*number/],
    ['{\n  "openai-chat": {\n    "m": {\n      "reasoning": true,\n      "contextToken": 5\n    }\n  }\n}', /^Line 5, openai-chat › m › contextToken: there is no such field\.$/],
    ['{"openai": {"m": {"api": "chat"}}}', /^Line 1, openai › m › api: there is no such field\.$/],
    ['{\n"gemini": {}}', /^Line 2, gemini: there is no such field\.$/],
    ['{"openai": {"m": {"outputTokens": 0}}}', /^Line 1, openai › m › outputTokens: /],
    ['{"openai": {"": {}}}', /^Line 1, openai/],
    ['[]', /^Line 1, the document: /],
    ['{\n  "openai": {\n    "m": {},\n  }\n}', /^Line 4 is not valid JSON\.$/],
    ['{\n  "openai": {\n', /^Line \d is not valid JSON\.$/],
    ['models', /^Line 1 is not valid JSON\.$/],
  ])('%j is refused by line and field', (text, problem) => {
    expect(problemOf(text)).toMatch(problem)
    expect(problemOf(text)).not.toContain('\n')
  })

  test('of whatever text is read or refused in one sentence, and touches no prototype', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const read = parseModelTable(text)
      if (!read.ok) expect(read.problem).toMatch(/^Line \d+/)
    }))
    expect(parseModelTable('{"openai": {"__proto__": {"free": true}, "constructor": {"free": true}}}').ok).toBe(true)
    expect(Object.hasOwn(Object.prototype, 'free')).toBe(false)
    expect(capabilityOf('openai', 'constructor').free).toBe(false)
  })
})

test('every model that is known has a whole capability, at its own place', () => {
  for (const known of knownModels()) {
    const capability = capabilityAt(known)
    expect(capabilitySchema.parse(capability)).toEqual(capability)
    expect(capability.api).toBe({ openai: 'responses', 'openai-chat': 'chat', vscode: 'relay', sample: 'sample' }[known.provider])
  }
})

test('the same model by Chat Completions has no web search, and its limit by the name OpenAI gives it', () => {
  expect(capabilityOf('openai-chat', 'gpt-6-sol')).toMatchObject({ api: 'chat', webSearch: false, limitName: 'max_completion_tokens', reasoning: true })
  expect(capabilityAt({ provider: 'openai-chat', model: 'gpt-6-sol', baseUrl: 'https://llm.example/v1' })).toMatchObject({ structuredOutput: false, price: null })
})
