import { Uri } from 'vscode'
import { namesAt } from '../names-at.ts'
import type { ScriptTexts } from '../script-files/script-texts.ts'
import { textAt } from '../text-at.ts'

/** A script of the workspace, with the texts that its files have in this window: what is not saved yet is in them. */
export type OpenScript = ScriptTexts & { readonly dir: Uri }

export const uriIn = (script: Pick<OpenScript, 'dir'>, name: string): Uri => Uri.joinPath(script.dir, name)
export const scriptUri = (script: OpenScript): Uri => uriIn(script, script.names.script)

/** Whether anything shows that a file is of a script, beside the ending of its name. */
const isScript = (script: OpenScript): boolean => {
  const { bible, sidecar, parts, script: name } = script.names
  return bible !== undefined || sidecar !== undefined || parts.length > 0 || /^<!--[ \t]*seg_\w+[ \t]*-->/m.test(script.texts.get(name) ?? '')
}

/** Reads the script that a file belongs to; undefined when it belongs to none. */
export const readScript = async (file: Uri, known?: Map<string, string>): Promise<OpenScript | undefined> => {
  if (file.scheme !== 'file' || !/\.(?:md|json)$/.test(file.path)) return undefined
  const dir = Uri.joinPath(file, '..')
  const names = await namesAt(file, known)
  if (!names) return undefined
  const read = [names.script, names.bible, names.pack, names.sidecar, ...names.parts, ...names.copies].filter(name => name !== undefined)
  const texts = new Map(await Promise.all(read.map(async name => [name, await textAt(Uri.joinPath(dir, name), known)] as const)))
  const script = { dir, names, texts }
  return isScript(script) ? script : undefined
}
