import { z } from 'zod'

/** USD for a million tokens. */
const priceSchema = z.strictObject({ input: z.number().min(0), output: z.number().min(0) })

/** How long a reasoning model may think before it writes, least first. */
export const efforts = ['none', 'minimal', 'low', 'medium', 'high'] as const
export type Effort = (typeof efforts)[number]

/** What a model can do and what it costs. Unknown models get the cautious assumptions of their endpoint. */
export const capabilitySchema = z.object({
  api: z.enum(['responses', 'chat', 'relay', 'sample']),
  /** The answer's JSON schema is enforced by the provider. Without it the schema goes into the prompt. */
  structuredOutput: z.boolean(),
  /** Takes a `temperature`; reasoning models do not. */
  temperature: z.boolean(),
  reasoning: z.boolean(),
  /** The effort a reasoning model is asked for; `low` when absent. */
  effort: z.enum(efforts).optional(),
  webSearch: z.boolean(),
  /** Its provider keeps answers and goes on writing them when the connection is gone; not when absent. */
  background: z.boolean().optional(),
  /** Tokens of input and output together, and of output alone, at most. */
  contextTokens: z.int().min(1),
  outputTokens: z.int().min(1),
  /** What Chat Completions are told the limit of an answer by; `max_tokens` when absent. */
  limitName: z.enum(['max_tokens', 'max_completion_tokens']).optional(),
  /** Output tokens a second, for estimates of time. */
  tokensPerSecond: z.number().min(1),
  /** Null when it is not known, which is not the same as free of charge. */
  price: priceSchema.nullable(),
  /** A free tier that gives a fixed small output for each request. */
  free: z.boolean(),
})

export type Capability = z.infer<typeof capabilitySchema>

export const providers = ['openai', 'openai-chat', 'vscode', 'sample'] as const
export type Provider = (typeof providers)[number]
