import { resolve } from 'node:path'
import { formatNames } from '@coldopen/client'
import type { Command } from 'commander'
import { draftBrief } from '../draft-brief.ts'
import { addBriefOptions, addLimitOptions, addModelOptions, type LimitOptions, type ModelOptions, type Options } from '../options.ts'
import type { Host } from '../program.ts'
import { readBrief } from '../read-brief.ts'

export const addDraft = (program: Command, host: Host): void => {
  const command = program
    .command('draft')
    .argument('<format>', `what to draft: ${formatNames.join(', ')}; or the file of a brief`)
    .argument('[idea...]', 'the idea, in a few words or a few pages; without it, standard input is read')
    .description('draft a script: plan it, write it part by part, and leave it in ./drafts, or beside the file of its brief')
    .option('--out <folder>', 'the folder for the script (default: drafts/<title>)')
  addLimitOptions(addModelOptions(addBriefOptions(command))).action(async (what: string, words: string[], options: Options & ModelOptions & LimitOptions & { readonly out?: string }) => {
    const { brief, file } = await readBrief({ what, words }, options, host)
    if (options.out !== undefined) host.exitCode = await draftBrief(host, { brief, where: { dir: resolve(host.cwd(), options.out) } }, options)
    else if (file) host.exitCode = await draftBrief(host, { brief, where: { dir: file.dir }, briefFile: file.name }, options)
    else host.exitCode = await draftBrief(host, { brief, where: { base: host.cwd() } }, options)
  })
}
