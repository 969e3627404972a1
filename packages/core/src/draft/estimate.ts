import { z } from 'zod'
import type { ChunkedFormat, SegmentedFormat } from '../formats/format.ts'
import type { Capability } from '../model/capability.ts'
import { chunkBudget, largestChunk, largestOutline, planBudget, setBudget } from './budget.ts'
import { establishesFacts, shortestShare } from './chunk.ts'
import { maxTopUps } from './ended.ts'
import { isPlanGiven } from './given-plan.ts'
import { formatOf, layoutOf, numbersOfSet, type ResolvedBrief } from './layout.ts'
import { costOf, searchTokens } from './spending.ts'

/** A figure as it is likely to be, and as it can be at the worst (every part topped up as often as it may be). */
const spread = z.object({ expected: z.number(), worst: z.number() })

type Spread = z.infer<typeof spread>

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
const fixed: Spread = { expected: 1200, worst: 7000 }

/** Tokens of the bible's part that a request repeats: characters, summary, neighbouring beats. */
const bibleTokens = 1200

/** How much of its allocation an answer usually uses, and how many tokens a word of a chunk is. */
const usualShare = 0.6
const tokensPerWord = 1.5

/** Tokens of the facts that a chunk establishes, usually. */
const packTokens = 1500

/** Seconds from a request to its first token. */
const firstTokenSeconds = 2

/** Requests of one kind: how many, and the tokens of one of them. */
type Requests = { readonly count: Spread; readonly input: Spread; readonly output: Spread }

/** What a brief itself takes in every request. A writer's roster is in the material and its ids in the schema. */
const briefTokens = (brief: ResolvedBrief): Spread => {
  const { layout: _, cutOf, ...asked } = brief
  const tokens = Math.ceil(Buffer.byteLength(JSON.stringify([asked, cutOf?.pack])) / 4)
  return { expected: fixed.expected + tokens, worst: fixed.worst + tokens * 4 }
}

const inAll = (count: number): Spread => ({ expected: count, worst: count * (1 + maxTopUps) })

const planRequests = (brief: ResolvedBrief, capability: Capability): Requests => {
  const { sets } = layoutOf(brief)
  const first = largestOutline(capability, true)
  const later = largestOutline(capability, false)
  const allocation = planBudget(capability, Math.min(sets, Math.max(first, later))).maxOutputTokens
  const input = briefTokens(brief)
  return {
    count: inAll(1 + Math.max(0, Math.ceil((sets - first) / later))),
    input: { expected: input.expected, worst: input.worst + allocation },
    output: { expected: allocation * usualShare, worst: allocation },
  }
}

/** What of a script is asked for: some parts of it alone, and no plan where that is there already. */
export type EstimateScope = { readonly only?: readonly number[] | undefined; readonly planned?: boolean }

/** How many sets are drafted. */
const setsAsked = (sets: number, only: readonly number[] | undefined): number => {
  return only ? new Set(only.filter(set => set >= 1 && set <= sets)).size : sets
}

const setRequests = (brief: ResolvedBrief, capability: Capability, asked: { format: SegmentedFormat; only: readonly number[] | undefined }): Requests => {
  const { format, only } = asked
  const layout = layoutOf(brief)
  const plan = planRequests(brief, capability)
  const allocation = setBudget(format, capability, numbersOfSet(layout, 1).length).maxOutputTokens
  return {
    count: inAll(setsAsked(layout.sets, only)),
    input: { expected: plan.input.expected + bibleTokens + Math.ceil(allocation / layout.perSet), worst: plan.input.worst + 2 * allocation },
    output: { expected: allocation * usualShare, worst: allocation },
  }
}

const chunkRequests = (brief: ResolvedBrief, capability: Capability, asked: { format: ChunkedFormat; only: readonly number[] | undefined }): Requests[] => {
  const { format, only } = asked
  const isAsked = (number: number): boolean => !only || only.includes(number) || (only.length > 0 && establishesFacts(brief, number))
  const plan = isPlanGiven(brief) ? briefTokens(brief) : planRequests(brief, capability).input
  const shared = format.plan === 'fixed' ? packTokens : bibleTokens
  const facts = chunkBudget(format, capability, { words: 0, researches: true }).maxOutputTokens
  return (layoutOf(brief).chunks ?? []).flatMap((chunk, at) => {
    if (!isAsked(at + 1)) return []
    const researches = establishesFacts(brief, at + 1)
    const searches = researches && capability.webSearch
    const most = largestChunk(format, capability, researches)
    const words = Math.min(chunk.words, most)
    const allocation = chunkBudget(format, capability, { words, researches }).maxOutputTokens
    const pieces = Math.ceil(chunk.words / most)
    const pack = format.plan === 'fixed' ? facts : 0
    const each: Requests = {
      count: { expected: pieces, worst: Math.ceil(chunk.words / (most * shortestShare)) + maxTopUps },
      input: {
        expected: plan.expected + shared + (searches ? searchTokens.expected : 0),
        worst: plan.worst + 2 * allocation + pack + (searches ? searchTokens.worst : 0),
      },
      output: { expected: Math.min(allocation, words * tokensPerWord + (researches ? packTokens : 0)), worst: allocation },
    }
    return [each]
  })
}

const requestsOf = (brief: ResolvedBrief, capability: Capability, scope: EstimateScope): Requests[] => {
  const format = formatOf(brief)
  const { only } = scope
  const plan = isPlanGiven(brief) || scope.planned ? [] : [planRequests(brief, capability)]
  return [...plan, ...(format.kind === 'segmented' ? [setRequests(brief, capability, { format, only })] : chunkRequests(brief, capability, { format, only }))]
}

/** What a run will use: requests, tokens, USD and time, as expected and at the worst. Sends nothing. */
export const estimate = (brief: ResolvedBrief, capability: Capability, scope: EstimateScope = {}): Estimate => {
  const asked = requestsOf(brief, capability, scope)
  const sum = (figure: (requests: Requests) => number): number => Math.ceil(asked.reduce((total, each) => total + figure(each), 0))
  const inBoth = (figure: 'input' | 'output'): Spread => ({
    expected: sum(each => each.count.expected * each[figure].expected),
    worst: sum(each => each.count.worst * each[figure].worst),
  })
  const inputTokens = inBoth('input')
  const outputTokens = inBoth('output')
  const expected = costOf({ inputTokens: inputTokens.expected, outputTokens: outputTokens.expected }, capability.price)
  const worst = costOf({ inputTokens: inputTokens.worst, outputTokens: outputTokens.worst }, capability.price)
  return {
    requests: { expected: sum(each => each.count.expected), worst: sum(each => each.count.worst) },
    inputTokens,
    outputTokens,
    cost: expected === null || worst === null ? null : { expected, worst },
    seconds: sum(each => each.count.expected * (firstTokenSeconds + each.output.expected / capability.tokensPerSecond)),
  }
}
