import { createInterface } from 'node:readline/promises'
import { ColdopenError, type Capability, type Estimate } from '@coldopen/client'
import type { Host } from './program.ts'
import type { LimitOptions } from './options.ts'

/** Above this many US dollars (or an unknown price) a person at a terminal is asked. */
const askAbove = 1

const dollars = (amount: number): string => `$${amount < 0.1 ? amount.toFixed(3) : amount.toFixed(2)}`
const thousands = (tokens: number): string => (tokens < 1000 ? String(tokens) : `${Math.round(tokens / 1000).toLocaleString('en')}k`)

const timeOf = (seconds: number): string => (seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`)

/** What a run is expected to use, in one line. */
export const estimateLine = (model: string, estimate: Estimate): string => {
  const { requests, inputTokens, outputTokens, cost, seconds } = estimate
  const tokens = inputTokens.expected + outputTokens.expected
  const price = cost === null ? 'cost unknown' : `about ${dollars(cost.expected)}, at the worst ${dollars(cost.worst)}`
  return `${model}: ${requests.expected} requests (at the worst ${requests.worst}), about ${thousands(tokens)} tokens (at the worst ${thousands(inputTokens.worst + outputTokens.worst)}), ${price}, about ${timeOf(seconds)}`
}

const isFree = (capability: Capability): boolean => capability.price !== null && capability.price.input === 0 && capability.price.output === 0

/** What a person at the terminal answers; nothing after Ctrl+C or the end of the input. */
const answerTo = async (question: string, host: Host): Promise<string> => {
  const prompt = createInterface({ input: host.stdin, output: host.stderr })
  const left = Promise.withResolvers<string>()
  prompt.on('close', () => left.resolve(''))
  prompt.on('SIGINT', () => prompt.close())
  try {
    return await Promise.race([prompt.question(question), left.promise])
  } finally {
    prompt.close()
  }
}

/** Makes sure that spending is wanted. Throws `invalid-input` where nobody can be asked, `cancelled` when the answer is no. */
export const consent = async (host: Host, spending: { estimate: Estimate; capability: Capability; model: string }, options: LimitOptions): Promise<void> => {
  if (isFree(spending.capability) || options.yes) return
  const { cost } = spending.estimate
  if (!host.stdin.isTTY || !host.stderr.isTTY) {
    if (options.maxCost !== undefined || options.maxTokens !== undefined) return
    throw new ColdopenError('invalid-input', `${spending.model} costs money and nobody can be asked here: add --yes, or a limit with --max-cost${cost === null ? ' (its price is not known: --max-tokens)' : ''}.`)
  }
  if (cost !== null && cost.expected <= askAbove) return
  if (/^y(es)?$/i.test((await answerTo('Draft it? [y/N] ', host)).trim())) return
  throw new ColdopenError('cancelled', 'Nothing was sent.')
}
