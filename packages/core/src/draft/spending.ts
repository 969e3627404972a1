import type { Usage } from '../events.ts'
import type { Capability } from '../model/capability.ts'
import type { ModelRequest, TokenUsage } from '../model/text-model.ts'
import type { RunState } from './run-state.ts'

export const noTokens: TokenUsage = { inputTokens: 0, outputTokens: 0 }
export const noUsage: Usage = { requests: 0, inputTokens: 0, outputTokens: 0, cost: 0 }

export const add = (a: TokenUsage, b: TokenUsage): TokenUsage => ({
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
})

/** Cost in USD, or null where the price is not known. */
export const costOf = (tokens: TokenUsage, price: Capability['price']): number | null => {
  return price && (tokens.inputTokens * price.input + tokens.outputTokens * price.output) / 1_000_000
}

/** What one answered request used. */
export const amount = (tokens: TokenUsage, price: Capability['price']): Usage => ({ requests: 1, ...tokens, cost: costOf(tokens, price) })

export const plus = (a: Usage, b: Usage): Usage => ({
  requests: a.requests + b.requests,
  ...add(a, b),
  ...((a.reasoningTokens ?? b.reasoningTokens) !== undefined && { reasoningTokens: (a.reasoningTokens ?? 0) + (b.reasoningTokens ?? 0) }),
  cost: a.cost === null || b.cost === null ? null : a.cost + b.cost,
  ...((a.estimated || b.estimated) && { estimated: true }),
})

/** Tokens a provider adds around a request, at most. */
const envelope = 256

/** Input tokens of the pages that a search puts before a model: usual, and reserved. Providers give no limit of their own. */
export const searchTokens = { expected: 10_000, worst: 40_000 }

/** The most a request can use: a token is at least one byte of UTF-8, so there are no more input tokens than bytes. */
export const worstOf = (request: ModelRequest): TokenUsage => ({
  inputTokens: envelope + Buffer.byteLength(JSON.stringify([request.instructions, request.material, request.schema])) + (request.webSearch ? searchTokens.worst : 0),
  outputTokens: request.maxOutputTokens,
})

/** Everything a run has used, may have been charged, and has reserved for what is under way. */
export const committedOf = (state: RunState): TokenUsage => {
  let { inputTokens, outputTokens } = state.usage
  for (const { reserved, lost } of state.parts) {
    inputTokens += reserved.inputTokens + lost.inputTokens
    outputTokens += reserved.outputTokens + lost.outputTokens
  }
  return { inputTokens, outputTokens }
}

/** Which hard stop one more request would break, if any. */
export const limitBroken = (state: RunState, next: TokenUsage): string | undefined => {
  const { maxTokens, maxCost, capability } = state.options
  if (maxTokens === undefined && maxCost === undefined) return undefined
  const worst = add(committedOf(state), next)
  const tokens = worst.inputTokens + worst.outputTokens
  if (maxTokens !== undefined && tokens > maxTokens) {
    return `The next request could bring the run to ${tokens} tokens, above the limit of ${maxTokens}. Resume with a higher --max-tokens to go on.`
  }
  const cost = costOf(worst, capability.price)
  if (maxCost !== undefined && (cost === null || cost > maxCost)) {
    const reached = cost === null ? 'an unknown cost' : `$${cost.toFixed(4)}`
    return `The next request could bring the run to ${reached}, above the limit of $${maxCost}. Resume with a higher --max-cost to go on.`
  }
  return undefined
}
