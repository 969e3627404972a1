import type { Capability } from './capability-schema.ts'
import { defaultModel, openaiModels, unknownOpenai } from './openai-models.ts'

/** A place where models answer, and what is known of them. */
export type KnownEndpoint = {
  /** As it may be named in place of a provider. */
  readonly name: string
  readonly baseUrl: string
  /** The variables that may hold its key, the first one first; none for a server that needs no key. */
  readonly keyVariables: readonly string[]
  /** The model used when none is named. Without one a model has to be named. */
  readonly defaultModel?: string
  readonly models: { readonly [name: string]: Capability }
  /** Of models that are not in the table. */
  readonly assumed: Capability
}

/** Nothing is known of a model behind a compatible endpoint but that it speaks Chat Completions. */
export const compatible: Capability = {
  api: 'chat',
  structuredOutput: false,
  temperature: true,
  reasoning: false,
  webSearch: false,
  contextTokens: 32_768,
  outputTokens: 32_000,
  tokensPerSecond: 30,
  price: null,
  free: false,
}

const enforcing: Capability = { ...compatible, structuredOutput: true }

/** A server on one's own machine: it enforces schemas by grammar, and charges nothing. */
const local: Capability = { ...enforcing, price: { input: 0, output: 0 } }

const gemini: Capability = {
  ...enforcing,
  temperature: false,
  reasoning: true,
  contextTokens: 1_000_000,
  outputTokens: 64_000,
  tokensPerSecond: 120,
}

export const openaiEndpoint: KnownEndpoint = {
  name: 'openai',
  baseUrl: 'https://api.openai.com/v1',
  keyVariables: ['OPENAI_API_KEY', 'GPT_KEY'],
  defaultModel,
  models: openaiModels,
  assumed: unknownOpenai,
}

/** The compatible endpoint of Gemini, with the current general model of its fast tier; price of November 2026. */
export const geminiEndpoint: KnownEndpoint = {
  name: 'gemini',
  baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
  keyVariables: ['GEMINI_API_KEY'],
  defaultModel: 'gemini-3.7-flash',
  models: { 'gemini-3.7-flash': { ...gemini, price: { input: 1.5, output: 7.5 } } },
  assumed: gemini,
}

export const ollamaEndpoint: KnownEndpoint = { name: 'ollama', baseUrl: 'http://localhost:11434/v1', keyVariables: [], models: {}, assumed: local }

/** Every endpoint that is known by its address. Any other may be used too, with the cautious assumptions. */
export const knownEndpoints: readonly KnownEndpoint[] = [
  openaiEndpoint,
  geminiEndpoint,
  ollamaEndpoint,
  { name: 'lmstudio', baseUrl: 'http://localhost:1234/v1', keyVariables: [], models: {}, assumed: local },
  { name: 'openrouter', baseUrl: 'https://openrouter.ai/api/v1', keyVariables: ['OPENROUTER_API_KEY'], models: {}, assumed: { ...compatible, contextTokens: 128_000 } },
  { name: 'mistral', baseUrl: 'https://api.mistral.ai/v1', keyVariables: ['MISTRAL_API_KEY'], models: {}, assumed: { ...enforcing, contextTokens: 128_000 } },
  { name: 'groq', baseUrl: 'https://api.groq.com/openai/v1', keyVariables: ['GROQ_API_KEY'], models: {}, assumed: { ...compatible, limitName: 'max_completion_tokens', contextTokens: 128_000, tokensPerSecond: 200 } },
  { name: 'deepseek', baseUrl: 'https://api.deepseek.com/v1', keyVariables: ['DEEPSEEK_API_KEY'], models: {}, assumed: { ...compatible, contextTokens: 128_000, outputTokens: 8000 } },
  { name: 'xai', baseUrl: 'https://api.x.ai/v1', keyVariables: ['XAI_API_KEY'], models: {}, assumed: { ...enforcing, contextTokens: 128_000 } },
]

/** The loopback's names are one place. */
const placeOf = (url: URL): string => `${url.protocol}//${url.host.replace(/^(?:127\.0\.0\.1|\[::1\])(?=:|$)/, 'localhost')}`

/** The known endpoint that an address belongs to, by scheme, host and port: a key goes nowhere else. */
export const endpointAt = (baseUrl: string | undefined): KnownEndpoint | undefined => {
  if (baseUrl === undefined) return openaiEndpoint
  const url = URL.parse(baseUrl)
  return url === null ? undefined : knownEndpoints.find((endpoint) => placeOf(new URL(endpoint.baseUrl)) === placeOf(url))
}
