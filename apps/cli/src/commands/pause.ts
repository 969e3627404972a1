import type { Command } from 'commander'
import { connectHere } from '../connection.ts'
import { findRun } from '../find-run.ts'
import type { Host } from '../program.ts'

export const addPause = (program: Command, host: Host): void => {
  program
    .command('pause')
    .argument('<run>', "a run's id, or its script's folder")
    .description('pause a run: what is under way finishes, and nothing more is asked for')
    .action(async (target: string) => {
      const { run } = await findRun(target, host)
      const { api } = await connectHere(host)
      await api.runs.pause.mutate({ runId: run })
      host.stdout.write(`Run ${run} pauses as soon as what is under way is done. Go on with it: coldopen resume ${target}\n`)
    })
}
