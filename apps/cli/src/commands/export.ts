import { lstat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { ColdopenError, sendEdits, writeFileAtomic } from '@coldopen/client'
import { scriptShapes, type ScriptShape } from '@coldopen/script'
import { Option, type Command } from 'commander'
import { connectHere } from '../connection.ts'
import { findRun } from '../find-run.ts'
import type { Host } from '../program.ts'

type ExportOptions = { readonly as: ScriptShape; readonly out?: string; readonly force?: true }

/** Where the text goes: an absolute path. Refuses one that is taken, unless it is to be replaced. */
const placeFor = async (host: Host, options: ExportOptions): Promise<string | undefined> => {
  if (options.out === undefined) return undefined
  const path = resolve(host.cwd(), options.out)
  const found = await lstat(path).catch(() => undefined)
  if (found?.isDirectory()) throw new ColdopenError('invalid-input', `${options.out} is a folder: give a file, as in: -o ${options.out}/script.${options.as === 'json' ? 'json' : 'md'}`)
  if (found && !options.force) throw new ColdopenError('invalid-input', `${options.out} is there already, and stays as it is: give another file, or add --force to replace it.`)
  return path
}

export const addExport = (program: Command, host: Host): void => {
  program
    .command('export')
    .argument('<run>', "a run's id, or its script's folder or a file of it")
    .description('give out a whole script as one file; what you have changed in its files is in it')
    .addOption(new Option('--as <shape>', 'its shape').choices(scriptShapes).makeOptionMandatory())
    .option('-o, --out <file>', 'the file to write (default: on standard output)')
    .option('--force', 'replace the file if it is there already')
    .action(async (target: string, options: ExportOptions) => {
      const path = await placeFor(host, options)
      const { run, dir } = await findRun(target, host)
      const { api } = await connectHere(host)
      const { summary } = await api.runs.get.query({ runId: run })
      // Whoever drafts it tells the run by himself, and knows better what of the files is still on its way.
      const isUnderWay = summary.status === 'pending' || summary.status === 'processing'
      if (dir !== undefined && !isUnderWay) await sendEdits(api, { run, path: resolve(host.cwd(), target) })
      const { text, isWhole } = await api.runs.export.query({ runId: run, shape: options.as })
      if (path === undefined) host.stdout.write(text)
      else {
        await writeFileAtomic(path, text)
        host.stdout.write(`${basename(path)} is written.\n`)
      }
      if (!isWhole) host.stderr.write(`The script is not whole yet: ${summary.partsDone} of its ${summary.parts} parts are done.\n`)
    })
}
