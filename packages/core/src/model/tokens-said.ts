import { z } from 'zod'
import type { TokenUsage } from './text-model.ts'

/** Where a provider says how much of its output was reasoning: not all do, and none is disbelieved for it. */
export const reasoningSaid = z.object({ reasoning_tokens: z.int().min(0) }).optional().catch(undefined)

/** Tokens as a provider said them. Nothing is said of reasoning where there was none. */
export const tokensSaid = (inputTokens: number, outputTokens: number, details: z.infer<typeof reasoningSaid>): TokenUsage => ({
  inputTokens,
  outputTokens,
  ...(details && details.reasoning_tokens > 0 && { reasoningTokens: details.reasoning_tokens }),
})
