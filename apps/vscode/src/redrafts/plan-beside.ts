import { readBible, type Bible } from '@coldopen/script'
import { Uri } from 'vscode'
import { textAt } from '../text-at.ts'
import { readKnownScript, type KnownScript } from './known-scripts.ts'

/** The plan of a script as it stands in its file; undefined where it cannot be read. */
export const planOf = async (script: KnownScript): Promise<Bible | undefined> => {
  if (script.names.bible === undefined) return undefined
  const read = readBible(await textAt(Uri.joinPath(script.dir, script.names.bible)))
  return read.ok ? read.value : undefined
}

/** The same, by the script's Markdown. */
export const planBeside = async (uri: Uri): Promise<Bible | undefined> => {
  const script = await readKnownScript(uri)
  return script && planOf(script)
}
