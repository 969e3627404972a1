import type { Capability } from './capability-schema.ts'

/**
 * The model used when none is named: the middle of the three current general tiers (0.10/0.50, 2/10 and 10/50 USD for a
 * million tokens). A 20-segment movie costs about twenty cents; the cheap tier loses the thread of long scripts, the dear
 * one costs five times as much for prose that few readers tell apart.
 */
export const defaultModel = 'gpt-6-sol'

const reasoning = {
  api: 'responses',
  structuredOutput: true,
  temperature: false,
  reasoning: true,
  webSearch: true,
  contextTokens: 400_000,
  outputTokens: 128_000,
  limitName: 'max_completion_tokens',
  tokensPerSecond: 80,
  free: false,
} as const

const classic = { ...reasoning, temperature: true, reasoning: false, contextTokens: 128_000, outputTokens: 16_384 } as const

/** Prices in USD for a million tokens, as published by the provider; read in November 2026. */
export const openaiModels: Record<string, Capability> = {
  'gpt-6-astra': { ...reasoning, price: { input: 10, output: 50 } },
  'gpt-6-sol': { ...reasoning, price: { input: 2, output: 10 } },
  'gpt-6-luna': { ...reasoning, tokensPerSecond: 120, price: { input: 0.1, output: 0.5 } },
  'gpt-5.6-sol': { ...reasoning, price: { input: 5, output: 30 } },
  'gpt-5.6-terra': { ...reasoning, price: { input: 2, output: 12 } },
  'gpt-5.6-luna': { ...reasoning, tokensPerSecond: 120, price: { input: 0.2, output: 1.2 } },
  'gpt-5.5': { ...reasoning, price: { input: 5, output: 30 } },
  'gpt-5.4': { ...reasoning, price: { input: 2.5, output: 15 } },
  'gpt-5.4-mini': { ...reasoning, tokensPerSecond: 120, price: { input: 0.75, output: 4.5 } },
  'gpt-4.1': { ...classic, outputTokens: 32_768, contextTokens: 1_000_000, price: { input: 2, output: 8 } },
  'gpt-4o-mini': { ...classic, price: { input: 0.15, output: 0.6 } },
}

/**
 * What is assumed of a model that is not in the table. A temperature is not sent, since a model that takes none would refuse
 * the request; nor an effort, for the same reason.
 */
export const unknownOpenai: Capability = { ...reasoning, reasoning: false, price: null }
