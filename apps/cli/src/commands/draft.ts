import { constants } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ColdopenError, formatNames, modelName } from '@coldopen/client'
import type { Command } from 'commander'
import { connectHere, environmentOf } from '../connection.ts'
import { consent, estimateLine } from '../consent.ts'
import { addBriefOptions, addLimitOptions, addModelOptions, briefOf, isFormat, runOptionsOf, type BriefOptions, type LimitOptions, type ModelOptions } from '../options.ts'
import type { Host } from '../program.ts'
import { readIdea } from '../read-idea.ts'
import { wrap } from '../terminal/wrap.ts'
import { watch } from '../watch.ts'

type Options = BriefOptions & ModelOptions & LimitOptions & { readonly out?: string }

const sampleLine = 'The built-in sample writer writes: sample text, free and offline, marked as such in every file. Set OPENAI_API_KEY, or another key, for a model.'

/** Makes sure, before anything is asked for, that there is a place to write to. */
const checkFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new ColdopenError('file-processing', `The folder ${folder} cannot be written, so nothing was asked for. Choose another with --out.`, error)
  }
}

export const addDraft = (program: Command, host: Host): void => {
  const command = program
    .command('draft')
    .argument('<format>', `what to draft: ${formatNames.join(', ')}`)
    .argument('[idea...]', 'the idea, in a few words or a few pages; without it, standard input is read')
    .description('draft a script: plan it, write it set by set, and leave it in ./drafts')
    .option('--out <folder>', 'the folder for the script (default: drafts/<title>)')
  addLimitOptions(addModelOptions(addBriefOptions(command))).action(async (format: string, words: string[], options: Options) => {
    if (!isFormat(format)) throw new ColdopenError('invalid-input', `There is no format "${format}". Choose one of: ${formatNames.join(', ')}.`)
    const idea = await readIdea(words, host)
    const where = options.out === undefined ? { base: host.cwd() } : { dir: resolve(host.cwd(), options.out) }
    await checkFolder('dir' in where ? where.dir : join(where.base, 'drafts'))

    const { api } = await connectHere(host)
    const { provider, model } = options
    const asked = { brief: briefOf(format, idea, options), options: runOptionsOf(options), model: { provider, model }, environment: environmentOf(host) }
    const spending = await api.runs.estimate.query(asked)
    const name = modelName(spending.model)
    const isSample = spending.model.provider === 'sample'
    const beforehand = isSample ? sampleLine : estimateLine(name, spending.estimate)
    host.stderr.write(`${wrap(beforehand, host.stderr.isTTY ? host.stderr.columns : Infinity)}\n`)
    await consent(host, { ...spending, model: name }, options)
    const brief = { ...asked.brief, segments: spending.segments, perSet: spending.perSet }
    const { runId } = await api.runs.start.mutate({ ...asked, brief })
    host.exitCode = await watch(host, { run: runId, brief, where, endsAfter: 0 })
  })
}
