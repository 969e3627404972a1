import { ColdopenError, formatNames, modelName } from '@coldopen/client'
import type { Command } from 'commander'
import { connectHere, environmentOf } from '../connection.ts'
import { estimateLine } from '../consent.ts'
import { addBriefOptions, addModelOptions, briefOf, isFormat, type BriefOptions, type ModelOptions } from '../options.ts'
import type { Host } from '../program.ts'
import { readIdea } from '../read-idea.ts'

type Options = BriefOptions & ModelOptions & { readonly json?: true }

export const addEstimate = (program: Command, host: Host): void => {
  const command = program.command('estimate').argument('<format>', formatNames.join(', ')).argument('[idea...]').description('say what a script would use, and send nothing')
  addModelOptions(addBriefOptions(command))
    .option('--json', 'as JSON, for programs')
    .action(async (format: string, words: string[], options: Options) => {
      if (!isFormat(format)) throw new ColdopenError('invalid-input', `There is no format "${format}". Choose one of: ${formatNames.join(', ')}.`)
      const brief = briefOf(format, await readIdea(words, host), options)
      const { api } = await connectHere(host)
      const { provider, model } = options
      const answer = await api.runs.estimate.query({ brief, model: { provider, model }, environment: environmentOf(host) })
      host.stdout.write(options.json ? `${JSON.stringify(answer, undefined, 2)}\n` : `${estimateLine(modelName(answer.model), answer.estimate)}\n`)
    })
}
