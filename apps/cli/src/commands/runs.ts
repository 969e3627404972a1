import type { Command } from 'commander'
import { connectHere } from '../connection.ts'
import type { Host } from '../program.ts'

export const addRuns = (program: Command, host: Host): void => {
  program
    .command('runs')
    .description('list the runs of the data folder, newest first')
    .option('--json', 'as JSON, for programs')
    .action(async (options: { json?: true }) => {
      const { api } = await connectHere(host)
      const runs = await api.runs.list.query({})
      if (options.json) return void host.stdout.write(`${JSON.stringify(runs, undefined, 2)}\n`)
      if (runs.length === 0) return void host.stdout.write('There are no runs yet. Start one with: coldopen draft movie "…"\n')
      for (const run of runs) {
        const status = run.paused ? `${run.status} (${run.paused})` : run.status
        host.stdout.write(`${run.id}  ${status.padEnd(18)} ${`${run.partsDone}/${run.parts}`.padStart(7)} sets  ${run.createdAt.slice(0, 16).replace('T', ' ')}  ${run.title}\n`)
      }
    })
}
