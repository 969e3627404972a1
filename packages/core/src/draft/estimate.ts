import { z } from 'zod'
import { formats } from '../formats/registry.ts'
import type { Capability } from '../model/capability.ts'
import { largestOutline, planBudget, setBudget } from './budget.ts'
import { maxTopUps } from './ended.ts'
import { layoutOf, numbersOfSet, type ResolvedBrief } from './layout.ts'
import { costOf } from './spending.ts'

/** A figure as it is likely to be, and as it can be at the worst (every part topped up as often as it may be). */
const spread = z.object({ expected: z.number(), worst: z.number() })

export const estimateSchema = z.object({
  requests: spread,
  inputTokens: spread,
  outputTokens: spread,
  /** USD; null where the price of the model is not known. */
  cost: spread.nullable(),
  /** Seconds, as expected, one part after another. */
  seconds: z.number(),
})

export type Estimate = z.infer<typeof estimateSchema>

/** Tokens of a request's fixed texts (instructions, names of fields, the schema): usual, and at the most. */
const fixed = { expected: 1200, worst: 6000 }

/** Tokens of the bible's part that a set request repeats: characters, summary, neighbouring beats. */
const bibleTokens = 1200

/** How much of its allocation an answer usually uses. */
const usualShare = 0.6

/** Seconds from a request to its first token. */
const firstTokenSeconds = 2

type Requests = { count: number; input: { expected: number; worst: number }; allocation: number }

const planRequests = (brief: ResolvedBrief, capability: Capability): Requests => {
  const { sets } = layoutOf(brief)
  const first = largestOutline(capability, true)
  const later = largestOutline(capability, false)
  const count = 1 + Math.max(0, Math.ceil((sets - first) / later))
  const idea = Math.ceil(Buffer.byteLength(JSON.stringify([brief.idea, brief.roster ?? []])) / 4)
  const allocation = planBudget(capability, Math.min(sets, first)).maxOutputTokens
  return { count, allocation, input: { expected: fixed.expected + idea, worst: fixed.worst + idea * 4 + allocation } }
}

const setRequests = (brief: ResolvedBrief, capability: Capability): Requests => {
  const layout = layoutOf(brief)
  const plan = planRequests(brief, capability)
  const allocation = setBudget(formats[brief.format], capability, numbersOfSet(layout, 1).length).maxOutputTokens
  const expected = plan.input.expected + bibleTokens + Math.ceil(allocation / layout.perSet)
  return { count: layout.sets, allocation, input: { expected, worst: plan.input.worst + 2 * allocation } }
}

/** What a run will use: requests, tokens, USD and time, as expected and at the worst. Sends nothing. */
export const estimate = (brief: ResolvedBrief, capability: Capability): Estimate => {
  const asked = [planRequests(brief, capability), setRequests(brief, capability)]
  const sum = (figure: (requests: Requests) => number): number => Math.ceil(asked.reduce((total, each) => total + figure(each), 0))
  const times = 1 + maxTopUps
  const inputTokens = {
    expected: sum(each => each.count * each.input.expected),
    worst: sum(each => each.count * times * each.input.worst),
  }
  const outputTokens = {
    expected: sum(each => each.count * each.allocation * usualShare),
    worst: sum(each => each.count * times * each.allocation),
  }
  const expected = costOf({ inputTokens: inputTokens.expected, outputTokens: outputTokens.expected }, capability.price)
  const worst = costOf({ inputTokens: inputTokens.worst, outputTokens: outputTokens.worst }, capability.price)
  return {
    requests: { expected: sum(each => each.count), worst: sum(each => each.count * times) },
    inputTokens,
    outputTokens,
    cost: expected === null || worst === null ? null : { expected, worst },
    seconds: sum(each => each.count * (firstTokenSeconds + (each.allocation * usualShare) / capability.tokensPerSecond)),
  }
}
