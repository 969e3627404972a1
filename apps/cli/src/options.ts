import { briefSchema, chunksOf, ColdopenError, formatNames, formats, loadRoster, type Brief, type Format } from '@coldopen/client'
import { InvalidArgumentError, type Command } from 'commander'

export const wholeNumber = (min: number, max: number) => (text: string): number => {
  const number = Number(text)
  if (/^\d+$/.test(text.trim()) && number >= min && number <= max) return number
  throw new InvalidArgumentError(`Give a whole number from ${min} to ${max.toLocaleString('en')}.`)
}

export const positive = (unit: string) => (text: string): number => {
  const number = Number(text)
  if (Number.isFinite(number) && number > 0) return number
  throw new InvalidArgumentError(`Give ${unit}, a number above 0.`)
}

const names = (text: string): string[] => text.split(',').map(name => name.trim()).filter(name => name !== '')

/** A field of the brief that not every format takes. */
type Field = Format['takes'][number]

/** An option that is a field of the brief: what it says, how its text is read, and its usual value by format. */
type BriefOption = {
  readonly flags: string
  readonly field: Field
  readonly says: string
  readonly read?: (text: string) => unknown
  readonly usual?: (format: Format) => number | undefined
}

const briefOptionList: readonly BriefOption[] = [
  { flags: '--segments <n>', field: 'segments', says: 'segments in all', read: wholeNumber(1, 10_000), usual: format => (format.kind === 'segmented' ? format.total : undefined) },
  { flags: '--per-set <n>', field: 'perSet', says: 'segments a request', read: wholeNumber(1, 10_000), usual: format => (format.kind === 'segmented' ? format.perSet : undefined) },
  { flags: '--words <n>', field: 'words', says: 'words in all', read: wholeNumber(100, 500_000), usual: format => (format.kind === 'chunked' ? chunksOf(format, {}).reduce((sum, chunk) => sum + chunk.words, 0) : undefined) },
  { flags: '--chunks <n>', field: 'chunks', says: 'chunks in all', read: wholeNumber(1, 1000), usual: format => (format.kind === 'chunked' ? chunksOf(format, {}).length : undefined) },
  { flags: '--topic <text>', field: 'topic', says: 'the topic in a few words, where the idea says it at length' },
  { flags: '--description <text>', field: 'description', says: 'what is known of it' },
  { flags: '--hosts <names>', field: 'hosts', says: 'who speaks, with commas between', read: names },
  { flags: '--freshness <days>', field: 'freshness', says: 'days that what is reported may be old; needs a model that searches', read: wholeNumber(1, 3650) },
  { flags: '--persona <text>', field: 'persona', says: 'who tells it' },
  { flags: '--setting <text>', field: 'setting', says: 'where and when it plays' },
  { flags: '--characters <text>', field: 'characters', says: 'who is in it' },
  { flags: '--plot <text>', field: 'plotElements', says: 'what is to happen' },
  { flags: '--style <text>', field: 'style', says: 'how it is written' },
  { flags: '--tone <text>', field: 'tone', says: 'its tone' },
  { flags: '--pov <text>', field: 'pov', says: 'the point of view it is told from' },
  { flags: '--audience <text>', field: 'audience', says: 'who it is for' },
  { flags: '--rating <rating>', field: 'rating', says: 'general, teen or mature' },
  { flags: '--ending <text>', field: 'ending', says: 'how it ends' },
  { flags: '--no-narration', field: 'noNarration', says: 'no narration at all' },
  { flags: '--narration-only-first', field: 'narrationOnlyFirst', says: 'narration in the first segment alone' },
  { flags: '--adult', field: 'adultStory', says: 'for adults' },
  { flags: '--roster <file>', field: 'roster', says: 'the characters: a list of them, or a bible, as JSON or YAML' },
]

/** Which formats take an option, and what each takes without it: `movie 20, story 10`. Nothing for one that all take alike. */
const takenBy = (option: BriefOption): string => {
  const takers = formatNames.map(name => formats[name]).filter(format => format.takes.includes(option.field))
  const usual = takers.flatMap(format => {
    const value = option.usual?.(format)
    return value === undefined ? [] : [`${format.name} ${value}`]
  })
  if (usual.length > 0) return ` (default: ${usual.join(', ')})`
  return takers.length === formatNames.length ? '' : ` (${takers.map(format => format.name).join(', ')})`
}

/** What commander makes of flags: `--per-set <n>` is `perSet`, `--no-narration` is `narration`. */
const nameOf = (flags: string): string => {
  const [flag = ''] = flags.split(' ')
  return flag.replace(/^--(no-)?/, '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

export const addBriefOptions = (command: Command): Command => {
  for (const option of briefOptionList) {
    const says = `${option.says}${takenBy(option)}`
    if (option.read) command.option(option.flags, says, option.read)
    else command.option(option.flags, says)
  }
  return command.option('--language <language>', 'the language to write in')
}

/** The options of a command, as commander gives them. */
export type Options = { readonly [name: string]: unknown }

/** What an option says of the brief; undefined when it was not given. */
const saidBy = (option: BriefOption, options: Options): unknown => {
  const value = options[nameOf(option.flags)]
  if (!option.flags.startsWith('--no-')) return value
  return value === false ? true : undefined
}

/**
 * A brief with what the options say of it. `inFolder` finds the file of a roster. Throws `invalid-input` with a
 * sentence that names the option, or the file, line and field.
 */
export const briefWith = async (brief: Pick<Brief, 'format' | 'idea'>, options: Options, inFolder: (file: string) => string): Promise<Brief> => {
  const said: { [field: string]: unknown } = {}
  for (const option of briefOptionList) {
    const value = saidBy(option, options)
    if (value === undefined) continue
    said[option.field] = option.field === 'roster' && typeof value === 'string' ? await loadRoster(inFolder(value), value) : value
  }
  const language = options['language']
  const read = briefSchema.safeParse({ ...brief, ...said, ...(language !== undefined && { language }) })
  if (read.success) return read.data
  const issue = read.error.issues[0]
  const option = briefOptionList.find(each => each.field === issue?.path[0])
  throw new ColdopenError('invalid-input', `${option ? option.flags.split(' ')[0] : (issue?.path.join('.') ?? 'The brief')}: ${issue?.message ?? 'not valid'}.`)
}

/** Which model writes. */
export type ModelOptions = { readonly provider?: string; readonly model?: string }

export const addModelOptions = (command: Command): Command =>
  command.option('--provider <name>', 'openai, openai-chat (a compatible server), sample, or a place by name: gemini, ollama, openrouter …').option('--model <name>', "the model's name")

/** How far a run may go. */
export type LimitOptions = {
  readonly yes?: true
  readonly maxCost?: number
  readonly maxTokens?: number
  readonly retries?: number
  readonly concurrency?: number
  readonly delay?: number
  readonly speed?: number
  readonly resend?: true
  readonly background?: boolean
}

export const addLimitOptions = (command: Command): Command =>
  command
    .option('-y, --yes', 'do not ask before spending')
    .option('--max-cost <usd>', 'never spend more than this many US dollars', positive('an amount in US dollars'))
    .option('--max-tokens <n>', 'never use more tokens than this, input and output together', wholeNumber(1, 1_000_000_000))
    .option('--retries <n>', 'times to send a rejected request again (default: 0)', wholeNumber(0, 3))
    .option('--concurrency <n>', 'sets or chunks to draft at once (default: 1, in order)', wholeNumber(1, 100))
    .option('--delay <ms>', 'milliseconds between the end of a request and the next one', wholeNumber(0, 3_600_000))
    .option('--resend', 'consent beforehand to ask again for what a crash may have charged')
    .option('--background', 'have the provider keep answers, so that they are read on after a crash and not paid for again (default: with OpenAI itself)')
    .option('--no-background', 'have the provider keep nothing')
    .option('--speed <tokens>', 'tokens a second of the sample writer (default: 150)', positive('tokens a second'))

/** The options a server is given. */
export const runOptionsOf = (options: LimitOptions) => ({
  ...(options.maxCost !== undefined && { maxCost: options.maxCost }),
  ...(options.maxTokens !== undefined && { maxTokens: options.maxTokens }),
  ...(options.retries !== undefined && { retries: options.retries }),
  ...(options.concurrency !== undefined && { concurrency: options.concurrency }),
  ...(options.delay !== undefined && { delayMs: options.delay }),
  ...(options.speed !== undefined && { speed: options.speed }),
  ...(options.resend && { resend: true }),
  ...(options.background !== undefined && { background: options.background }),
})

export const isFormat = (name: string): name is Brief['format'] => formatNames.some(known => known === name)
