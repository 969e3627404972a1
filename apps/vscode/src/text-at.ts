import { workspace, type Uri } from 'vscode'

const utf8 = new TextDecoder()

/** A text as its document has it, or the file; empty when there is neither. `known` keeps what was read of files. */
export const textAt = async (uri: Uri, known?: Map<string, string>): Promise<string> => {
  const key = uri.toString()
  const document = workspace.textDocuments.find(open => !open.isClosed && open.uri.toString() === key)
  if (document) return document.getText()
  const kept = known?.get(key)
  if (kept !== undefined) return kept
  const text = await workspace.fs.readFile(uri).then(
    bytes => utf8.decode(bytes),
    () => '',
  )
  known?.set(key, text)
  return text
}
