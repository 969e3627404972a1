import { sendEdits } from '@coldopen/client'
import type { Command } from 'commander'
import { connectHere, environmentOf } from '../connection.ts'
import { findRun } from '../find-run.ts'
import { holding } from '../holding.ts'
import { addLimitOptions, runOptionsOf, type LimitOptions } from '../options.ts'
import type { Host } from '../program.ts'
import { watch } from '../watch.ts'

export const addResume = (program: Command, host: Host): void => {
  const command = program
    .command('resume')
    .argument('<run>', "a script's folder, or a run's id")
    .description('go on with a run: finished segments are kept, and only what is missing is asked for')
    .addHelpText('after', '\nAn option that is not given stays as the run has it.')
  addLimitOptions(command).action(async (target: string, options: LimitOptions) => {
    const found = await findRun(target, host)
    host.exitCode = await holding(host, found.run, async () => {
      const { api } = await connectHere(host)
      const { brief, summary } = await api.runs.get.query({ runId: found.run })
      if (found.dir !== undefined && summary.status !== 'completed') {
        for (const sentence of await sendEdits(api, { run: found.run, path: found.dir })) host.stderr.write(`${sentence}\n`)
      }
      const { after } = await api.runs.resume.mutate({ runId: found.run, options: runOptionsOf(options), environment: environmentOf(host) })
      // What is complete ended with its last event, and is only written out again.
      const endsAfter = summary.status === 'completed' ? summary.lastSeq - 1 : after
      return watch(host, { run: found.run, brief, where: found.dir ? { dir: found.dir } : { base: host.cwd() }, endsAfter })
    })
  })
}
