import { FileType, Uri, workspace } from 'vscode'
import { scriptNamesOf, type ScriptNames } from './script-files/script-names.ts'
import { readSidecarFacts } from './script-files/script-texts.ts'
import { textAt } from './text-at.ts'

const sidecarEnd = '.coldopen.json'

export const nameOf = (uri: Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1)

/** The files of the script that a file belongs to, or has belonged to until it was renamed; undefined when it belongs to none. */
export const namesAt = async (file: Uri, known?: Map<string, string>): Promise<ScriptNames | undefined> => {
  const dir = Uri.joinPath(file, '..')
  const entries = await workspace.fs.readDirectory(dir).then(
    found => found,
    () => [],
  )
  const files = entries.flatMap(([name, type]) => (type === FileType.File ? [name] : []))
  const sidecars = files.filter(name => name.endsWith(sidecarEnd))
  const given = await Promise.all(
    sidecars.map(async name => {
      const script = readSidecarFacts(await textAt(Uri.joinPath(dir, name), known))?.scriptFile
      return script === undefined ? [] : [[name.slice(0, -sidecarEnd.length), script] as const]
    }),
  )
  return scriptNamesOf([...new Set([...files, nameOf(file)])], nameOf(file), new Map(given.flat()))
}
