import type { Budget } from '../events.ts'
import type { ChunkedFormat, SegmentedFormat } from '../formats/format.ts'
import type { Capability } from '../model/capability.ts'
import { ColdopenError } from '../errors.ts'

/** No request asks for more than this, whatever the format and the model. */
export const outputCeiling = 32_000

/** What a free tier gives a request. */
const freeAllowance = 2000

/** Output tokens set aside for a reasoning model's reasoning, beside those of the answer. */
const reasoningAllowance = 4000

/** The plan of any format: 4000 for its head, 60 for each beat of the outline, 16 000 at most. */
const plan = { base: 4000, perBeat: 60, cap: 16_000 }

/** What of a free tier's allowance the head of a plan takes. */
const freePlanHead = 1400

const within = (answer: number, capability: Capability): number => {
  const wanted = capability.free ? freeAllowance : answer + (capability.reasoning ? reasoningAllowance : 0)
  return Math.min(wanted, outputCeiling, capability.outputTokens)
}

/** Tokens of an answer, its reasoning left out, that a request may have under a format's cap and the model's own limit. */
const roomFor = (cap: number, capability: Capability): number => {
  return Math.min(cap, Math.min(outputCeiling, capability.outputTokens) - (capability.reasoning ? reasoningAllowance : 0))
}

/** The most segments one request may ask for: those that fit under the format's cap and the model's limit, or under a free tier's allowance. */
export const largestSet = (format: SegmentedFormat, capability: Capability): number => {
  const { base, perSegment, cap } = format.tokens
  if (capability.free) return Math.max(1, Math.min(format.perSet, Math.floor(freeAllowance / perSegment)))
  return Math.max(1, Math.floor((roomFor(cap, capability) - base) / perSegment))
}

/** The size of a set: the writer's, or the format's own. Throws `invalid-input` when it does not fit. */
export const setSize = (format: SegmentedFormat, capability: Capability, wanted?: number): number => {
  const largest = largestSet(format, capability)
  if (wanted === undefined) return Math.min(format.perSet, largest)
  if (wanted <= largest) return wanted
  throw new ColdopenError('invalid-input', `A set of ${wanted} segments does not fit into one request: ${format.name} takes at most ${largest} a set.`)
}

/** Output tokens for a request of `count` segments: `base + perSegment × count` within the format's cap. */
export const setBudget = (format: SegmentedFormat, capability: Capability, count: number): Budget => {
  const { base, perSegment, cap } = format.tokens
  return { maxOutputTokens: within(Math.min(base + perSegment * count, cap), capability), units: count, unit: 'segment' }
}

/** What of a free tier's allowance the facts take that a chunk researches. */
const freeResearch = 1000

/** The most words one request may ask for: those that fit under the format's cap and the model's limit, or under a free tier's allowance. */
export const largestChunk = (format: ChunkedFormat, capability: Capability, researches: boolean): number => {
  const { base, perWord, research, cap } = format.tokens
  const head = researches ? research : 0
  if (capability.free) return Math.floor((freeAllowance - (researches ? freeResearch : 0)) / perWord)
  return Math.max(20, Math.floor((roomFor(cap, capability) - base - head) / perWord))
}

/** Output tokens for a request of `words`: `base + perWord × words`, and those of research, within the format's cap. */
export const chunkBudget = (format: ChunkedFormat, capability: Capability, asked: { words: number; researches: boolean }): Budget => {
  const { base, perWord, research, cap } = format.tokens
  const answer = Math.ceil(base + perWord * asked.words + (asked.researches ? research : 0))
  return { maxOutputTokens: within(Math.min(answer, cap), capability), units: asked.words, unit: 'word' }
}

/** How many beats of an outline one request may ask for, with and without the head of the plan. */
export const largestOutline = (capability: Capability, withHead: boolean): number => {
  if (capability.free) return Math.floor((freeAllowance - (withHead ? freePlanHead : 0)) / plan.perBeat)
  return Math.max(1, Math.floor((roomFor(plan.cap, capability) - plan.base) / plan.perBeat))
}

/** Output tokens for a plan, or the continuation of one: 4000 + 60 for each beat, within 16 000. */
export const planBudget = (capability: Capability, beats: number): Budget => {
  return { maxOutputTokens: within(Math.min(plan.base + plan.perBeat * beats, plan.cap), capability), units: beats, unit: 'beat' }
}

/** How an allocation is said in logs and to people. */
export const allocationLine = (budget: Budget): string => {
  return `token allocation: ${budget.maxOutputTokens} for ${budget.units} ${budget.unit}${budget.units === 1 ? '' : 's'}`
}
