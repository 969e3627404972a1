import { formats, type Coldopen } from '@coldopen/client'
import type { Command } from 'commander'
import { connectHere } from '../connection.ts'
import { isFormat } from '../options.ts'
import type { Host } from '../program.ts'

type Run = Awaited<ReturnType<Coldopen['api']['runs']['list']['query']>>['runs'][number]

const partsOf = (format: string): string => (isFormat(format) && formats[format].kind === 'chunked' ? 'chunks' : 'sets')

const lineOf = (run: Run): string => {
  const status = run.paused ? `${run.status} (${run.paused})` : run.status
  const done = `${run.partsDone}/${run.parts}`.padStart(7)
  return `${run.id}  ${status.padEnd(18)} ${done} ${partsOf(run.format)}  ${run.createdAt.slice(0, 16).replace('T', ' ')}  ${run.title}`
}

export const addRuns = (program: Command, host: Host): void => {
  program
    .command('runs')
    .description('list the runs of the data folder, newest first')
    .option('--json', 'as JSON, for programs')
    .action(async (options: { json?: true }) => {
      const { api } = await connectHere(host)
      const { runs } = await api.runs.list.query({})
      if (options.json) host.stdout.write(`${JSON.stringify(runs, undefined, 2)}\n`)
      else if (runs.length === 0) host.stdout.write('There are no runs yet. Start one with: coldopen draft movie "…"\n')
      else for (const run of runs) host.stdout.write(`${lineOf(run)}\n`)
    })
}
