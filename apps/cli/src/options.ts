import { formatNames, type Brief } from '@coldopen/client'
import { InvalidArgumentError, type Command } from 'commander'

const wholeNumber = (min: number, max: number) => (text: string): number => {
  const number = Number(text)
  if (/^\d+$/.test(text.trim()) && number >= min && number <= max) return number
  throw new InvalidArgumentError(`Give a whole number from ${min} to ${max.toLocaleString('en')}.`)
}

const positive = (unit: string) => (text: string): number => {
  const number = Number(text)
  if (Number.isFinite(number) && number > 0) return number
  throw new InvalidArgumentError(`Give ${unit}, a number above 0.`)
}

/** What a script is to be. */
export type BriefOptions = {
  readonly segments?: number
  readonly perSet?: number
  readonly narration: boolean
  readonly narrationOnlyFirst?: true
  readonly adult?: true
  readonly language?: string
}

export const addBriefOptions = (command: Command): Command =>
  command
    .option('--segments <n>', 'segments in all (default: 20)', wholeNumber(1, 10_000))
    .option('--per-set <n>', 'segments a request (default: 10)', wholeNumber(1, 10_000))
    .option('--no-narration', 'no narration at all')
    .option('--narration-only-first', 'narration in the first segment alone')
    .option('--adult', 'a story for adults')
    .option('--language <language>', 'the language to write in')

export const briefOf = (format: Brief['format'], idea: string, options: BriefOptions): Brief => ({
  format,
  idea,
  ...(options.segments !== undefined && { segments: options.segments }),
  ...(options.perSet !== undefined && { perSet: options.perSet }),
  noNarration: !options.narration,
  narrationOnlyFirst: options.narrationOnlyFirst ?? false,
  adultStory: options.adult ?? false,
  ...(options.language && { language: options.language }),
})

/** Which model writes. */
export type ModelOptions = { readonly provider?: string; readonly model?: string }

export const addModelOptions = (command: Command): Command =>
  command.option('--provider <name>', 'openai or sample').option('--model <name>', "the model's name")

/** How far a run may go. */
export type LimitOptions = { readonly yes?: true; readonly maxCost?: number; readonly maxTokens?: number; readonly retries?: number; readonly concurrency?: number; readonly speed?: number; readonly resend?: true }

export const addLimitOptions = (command: Command): Command =>
  command
    .option('-y, --yes', 'do not ask before spending')
    .option('--max-cost <usd>', 'never spend more than this many US dollars', positive('an amount in US dollars'))
    .option('--max-tokens <n>', 'never use more tokens than this, input and output together', wholeNumber(1, 1_000_000_000))
    .option('--retries <n>', 'times to send a rejected request again (default: 0)', wholeNumber(0, 3))
    .option('--concurrency <n>', 'sets to draft at once (default: 1, in order)', wholeNumber(1, 100))
    .option('--resend', 'consent beforehand to ask again for what a crash may have charged')
    .option('--speed <tokens>', 'tokens a second of the sample writer (default: 150)', positive('tokens a second'))

/** The options a server is given. */
export const runOptionsOf = (options: LimitOptions) => ({
  ...(options.maxCost !== undefined && { maxCost: options.maxCost }),
  ...(options.maxTokens !== undefined && { maxTokens: options.maxTokens }),
  ...(options.retries !== undefined && { retries: options.retries }),
  ...(options.concurrency !== undefined && { concurrency: options.concurrency }),
  ...(options.speed !== undefined && { speed: options.speed }),
  ...(options.resend && { resend: true }),
})

export const isFormat = (name: string): name is Brief['format'] => formatNames.some(known => known === name)
