import { formats, type Coldopen } from '@coldopen/client'
import { InvalidArgumentError, Option, type Command } from 'commander'
import { connectHere } from '../connection.ts'
import { findRun } from '../find-run.ts'
import { isFormat, wholeNumber } from '../options.ts'
import type { Host } from '../program.ts'

type List = Coldopen['api']['runs']['list']['query']
type Query = Exclude<Parameters<List>[0], void | undefined>
type Run = Awaited<ReturnType<List>>['runs'][number]

type ListOptions = {
  readonly status?: Run['status']
  readonly format?: string
  readonly text?: string
  readonly since?: string
  readonly until?: string
  readonly limit?: number
  readonly after?: string
  readonly json?: true
}

const partsOf = (format: string): string => (isFormat(format) && formats[format].kind === 'chunked' ? 'chunks' : 'sets')

const lineOf = (run: Run): string => {
  const status = run.paused ? `${run.status} (${run.paused})` : run.status
  const done = `${run.partsDone}/${run.parts}`.padStart(7)
  return `${run.id}  ${status.padEnd(18)} ${done} ${partsOf(run.format)}  ${run.createdAt.slice(0, 16).replace('T', ' ')}  ${run.title}`
}

/** A run that rests says why, and what it takes to go on. */
const linesOf = (run: Run): string => {
  const rests = run.status === 'paused' || run.status === 'failed'
  return rests && run.problem ? `${lineOf(run)}\n  ${run.problem.message}\n` : `${lineOf(run)}\n`
}

/** A day or a moment, as it is sent; a day begins at midnight of this place. */
const moment = (text: string): string => {
  const date = new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text)
  if (!Number.isNaN(date.getTime())) return date.toISOString()
  throw new InvalidArgumentError('Give a day or a moment, such as 2026-11-21 or 2026-11-21T09:30.')
}

const formatNamed = (text: string): Query['format'] => {
  if (isFormat(text)) return text
  throw new InvalidArgumentError(`There is no such format. These are: ${Object.keys(formats).join(', ')}.`)
}

const queryOf = (options: ListOptions): Query => {
  const { status, format, text, since, until, limit, after } = options
  return {
    ...(status && { status }),
    ...(format !== undefined && isFormat(format) && { format }),
    ...(text !== undefined && { text }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(limit !== undefined && { limit }),
    ...(after !== undefined && { cursor: after }),
  }
}

const nothing = (options: ListOptions): string => {
  const isFiltered = Object.keys(options).length > 0
  return isFiltered ? 'There are no such runs. coldopen runs lists them all.\n' : 'There are no runs yet. Start one with: coldopen draft movie "…"\n'
}

export const addRuns = (program: Command, host: Host): void => {
  const runs = program
    .command('runs')
    .description('list the runs of the data folder, newest first')
    .addOption(new Option('--status <status>', 'those in this status').choices(['pending', 'processing', 'paused', 'completed', 'failed', 'cancelled']))
    .option('--format <format>', 'those of this format', formatNamed)
    .option('--text <words>', 'those with this in the title')
    .option('--since <when>', 'those started at this moment or later', moment)
    .option('--until <when>', 'those started before this moment', moment)
    .option('--limit <n>', 'how many (default: 50)', wholeNumber(1, 200))
    .option('--after <run>', 'go on behind this run, the last of the list before')
    .option('--json', 'as JSON, for programs')
    .action(async (options: ListOptions) => {
      const { api } = await connectHere(host)
      const { runs: listed, next } = await api.runs.list.query(queryOf(options))
      if (options.json) host.stdout.write(`${JSON.stringify(listed, undefined, 2)}\n`)
      else if (listed.length === 0) host.stdout.write(nothing(options))
      else for (const run of listed) host.stdout.write(linesOf(run))
      if (next !== undefined) host.stderr.write(`There are more: add --after ${next}\n`)
    })
  runs
    .command('delete')
    .argument('<run>', "a run's id, or its script's folder")
    .description('delete a run that has stopped from the data folder; the files of its script stay')
    .action(async (target: string) => {
      const { run } = await findRun(target, host)
      const { api } = await connectHere(host)
      await api.runs.delete.mutate({ runId: run })
      host.stdout.write(`Run ${run} is deleted. The files of its script stay where they are.\n`)
    })
}
