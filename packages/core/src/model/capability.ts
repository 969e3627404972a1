import { z } from 'zod'

/** USD for a million tokens. */
const priceSchema = z.object({ input: z.number().min(0), output: z.number().min(0) })

/** What a model can do and what it costs. Unknown models get the cautious defaults of their provider. */
export const capabilitySchema = z.object({
  api: z.enum(['responses', 'chat', 'sample']),
  /** The answer's JSON schema is enforced by the provider. Without it the schema goes into the prompt. */
  structuredOutput: z.boolean(),
  /** Takes a `temperature`; reasoning models do not. */
  temperature: z.boolean(),
  reasoning: z.boolean(),
  webSearch: z.boolean(),
  /** Tokens of input and output together, and of output alone, at most. */
  contextTokens: z.int().min(1),
  outputTokens: z.int().min(1),
  /** Output tokens a second, for estimates of time. */
  tokensPerSecond: z.number().min(1),
  /** Null when it is not known, which is not the same as free of charge. */
  price: priceSchema.nullable(),
  /** A free tier that gives a fixed small output for each request. */
  free: z.boolean(),
})

export type Capability = z.infer<typeof capabilitySchema>

const openai = {
  api: 'responses',
  structuredOutput: true,
  temperature: false,
  reasoning: true,
  webSearch: true,
  contextTokens: 400_000,
  outputTokens: 128_000,
  tokensPerSecond: 80,
  free: false,
} as const

const classic = { ...openai, temperature: true, reasoning: false, contextTokens: 128_000, outputTokens: 16_384 } as const

/** Nothing is known of a model behind a compatible endpoint but that it speaks Chat Completions. */
const compatible: Capability = {
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

/**
 * The model used when none is named: the middle of the three current general tiers (0.10/0.50, 2/10 and 10/50 USD for a
 * million tokens). A 20-segment movie costs about twenty cents; the cheap tier loses the thread of long scripts, the dear
 * one costs five times as much for prose that few readers tell apart.
 */
export const defaultModel = 'gpt-6-sol'

/** Prices in USD for a million tokens, as published by the provider; read in November 2026. */
const openaiModels: Record<string, Capability> = {
  'gpt-6-astra': { ...openai, price: { input: 10, output: 50 } },
  'gpt-6-sol': { ...openai, price: { input: 2, output: 10 } },
  'gpt-6-luna': { ...openai, tokensPerSecond: 120, price: { input: 0.1, output: 0.5 } },
  'gpt-5.6-sol': { ...openai, price: { input: 5, output: 30 } },
  'gpt-5.6-terra': { ...openai, price: { input: 2, output: 12 } },
  'gpt-5.6-luna': { ...openai, tokensPerSecond: 120, price: { input: 0.2, output: 1.2 } },
  'gpt-5.5': { ...openai, price: { input: 5, output: 30 } },
  'gpt-5.4': { ...openai, price: { input: 2.5, output: 15 } },
  'gpt-5.4-mini': { ...openai, tokensPerSecond: 120, price: { input: 0.75, output: 4.5 } },
  'gpt-4.1': { ...classic, outputTokens: 32_768, contextTokens: 1_000_000, price: { input: 2, output: 8 } },
  'gpt-4o-mini': { ...classic, price: { input: 0.15, output: 0.6 } },
}

const sample: Capability = {
  api: 'sample',
  structuredOutput: true,
  temperature: false,
  reasoning: false,
  webSearch: false,
  contextTokens: 10_000_000,
  outputTokens: 32_000,
  tokensPerSecond: 150,
  price: { input: 0, output: 0 },
  free: false,
}

export const providers = ['openai', 'openai-chat', 'sample'] as const
export type Provider = (typeof providers)[number]

/** Every model that is known by name, by provider. */
export const knownModels: Record<Provider, Record<string, Capability>> = {
  openai: openaiModels,
  'openai-chat': {},
  sample: { sample },
}

/**
 * What a model can do: the table's row, or what may be assumed of its provider. The price is then not known, and a
 * temperature is not sent, since a model that takes none would refuse the request.
 */
export const capabilityOf = (provider: Provider, model: string): Capability => {
  const known = knownModels[provider]
  if (Object.hasOwn(known, model)) return known[model] ?? compatible
  return provider === 'openai' ? { ...openai, reasoning: false, price: null } : compatible
}
