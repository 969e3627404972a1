import type { Command } from 'commander'
import { connectHere } from '../connection.ts'
import type { Host } from '../program.ts'
import { findRun } from '../find-run.ts'

export const addCancel = (program: Command, host: Host): void => {
  program
    .command('cancel')
    .argument('<run>', "a run's id, or its script's folder")
    .description('stop a run; what is finished of it is kept')
    .action(async (target: string) => {
      const { run } = await findRun(target, host)
      const { api } = await connectHere(host)
      await api.runs.cancel.mutate({ runId: run })
      host.stdout.write(`Run ${run} is cancelled. Go on with it: coldopen resume ${target}\n`)
    })
}
