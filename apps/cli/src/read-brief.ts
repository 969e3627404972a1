import { stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { ColdopenError, formatNames, loadBrief, type Brief } from '@coldopen/client'
import { briefWith, isFormat, type Options } from './options.ts'
import type { Host } from './program.ts'
import { readIdea } from './read-idea.ts'

/** A brief, and the file it stands in when it has one: the script goes beside it. */
export type GivenBrief = { readonly brief: Brief; readonly file?: { readonly dir: string; readonly name: string } }

const isFile = (path: string): Promise<boolean> => stat(path).then(found => found.isFile(), () => false)

/**
 * The brief of a command: a format and an idea, or the file of a brief; and what the options say. Throws `invalid-input` with
 * a sentence that says what is wrong, in a file by line and field.
 */
export const readBrief = async (given: { what: string; words: readonly string[] }, options: Options, host: Host): Promise<GivenBrief> => {
  const { what, words } = given
  const inFolder = (name: string): string => resolve(host.cwd(), name)
  if (isFormat(what)) return { brief: await briefWith({ format: what, idea: await readIdea(words, host) }, options, inFolder) }
  const path = inFolder(what)
  if (!(await isFile(path))) {
    const none = what.endsWith('.md') ? `There is no file ${what}.` : `There is no format "${what}". Choose one of: ${formatNames.join(', ')}; or name the file of a brief.`
    throw new ColdopenError('invalid-input', none)
  }
  if (words.length > 0) throw new ColdopenError('invalid-input', `${what} has its idea in itself: leave "${words.join(' ')}" out, or write it into the file.`)
  return { brief: await briefWith(await loadBrief(path), options, inFolder), file: { dir: dirname(path), name: basename(path) } }
}
