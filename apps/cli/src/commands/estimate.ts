import { formatNames, modelName } from '@coldopen/client'
import type { Command } from 'commander'
import { connectHere, environmentOf } from '../connection.ts'
import { estimateLine } from '../consent.ts'
import { addBriefOptions, addModelOptions, type ModelOptions, type Options } from '../options.ts'
import type { Host } from '../program.ts'
import { readBrief } from '../read-brief.ts'

export const addEstimate = (program: Command, host: Host): void => {
  const command = program
    .command('estimate')
    .argument('<format>', `${formatNames.join(', ')}; or the file of a brief`)
    .argument('[idea...]')
    .description('say what a script would use, and send nothing')
  addModelOptions(addBriefOptions(command))
    .option('--json', 'as JSON, for programs')
    .action(async (what: string, words: string[], options: Options & ModelOptions & { readonly json?: true }) => {
      const { brief } = await readBrief({ what, words }, options, host)
      const { api } = await connectHere(host)
      const { provider, model } = options
      const answer = await api.runs.estimate.query({ brief, model: { provider, model }, environment: environmentOf(host) })
      host.stdout.write(options.json ? `${JSON.stringify(answer, undefined, 2)}\n` : `${estimateLine(modelName(answer.model), answer.estimate)}\n`)
    })
}
