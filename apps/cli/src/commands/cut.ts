import { join, resolve } from 'node:path'
import { loadPack, readFolder, type Brief } from '@coldopen/client'
import type { Command } from 'commander'
import { draftBrief } from '../draft-brief.ts'
import { addLimitOptions, addModelOptions, wholeNumber, type LimitOptions, type ModelOptions } from '../options.ts'
import type { Host } from '../program.ts'

type CutOptions = ModelOptions & LimitOptions & { readonly words: number; readonly out?: string }

export const addCut = (program: Command, host: Host): void => {
  const command = program
    .command('cut')
    .argument('<folder>', "a podcast's folder")
    .description('make a shorter cut of a podcast from its facts, as you have left them in its pack')
    .requiredOption('--words <n>', 'words of the cut, such as 2500, 1000 or 300', wholeNumber(100, 20_000))
    .option('--out <folder>', 'the folder for the cut (default: cut_<words> in the folder of the podcast)')
  addLimitOptions(addModelOptions(command)).action(async (target: string, options: CutOptions) => {
    const { dir, slug, sidecar } = await readFolder(resolve(host.cwd(), target))
    const { words: _words, chunks: _chunks, chunkPlan: _plan, freshness: _freshness, cutOf: _cut, ...kept } = sidecar.brief
    const brief: Brief = { ...kept, cutOf: { pack: await loadPack(dir, slug), words: options.words } }
    const out = options.out === undefined ? join(dir, `cut_${options.words}`) : resolve(host.cwd(), options.out)
    host.exitCode = await draftBrief(host, { brief, where: { dir: out } }, options)
  })
}
