import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { workspace } from 'vscode'

/** Milliseconds for which an editor is waited for that has to read a file again, and between two looks. */
const patience = 5000
const look = 50

/**
 * Resolves when the editors have read the files of a folder as they are by now: another window wrote them, or another branch was
 * checked out. Text that streamed into a document of before would stand twice in it, and could not be saved: its file would be newer.
 */
export const editorsHaveRead = async (dir: string): Promise<void> => {
  for (const document of workspace.textDocuments) {
    if (document.uri.scheme !== 'file' || dirname(document.uri.fsPath) !== dir) continue
    for (let waited = 0; waited < patience && !document.isDirty && !document.isClosed; waited += look) {
      const text = await readFile(document.uri.fsPath, 'utf8').catch(() => undefined)
      if (text === undefined || text.replace(/^\uFEFF/, '') === document.getText()) break
      await sleep(look)
    }
  }
}
