import { renameScript } from '@coldopen/client'
import { dirname } from 'node:path'
import { Uri, type FileRenameEvent, type LogOutputChannel } from 'vscode'
import { nameOf, namesAt } from '../names-at.ts'
import { dataFolderNow } from '../server.ts'
import { problemOf } from './problem-of.ts'

/** Has the sidecars of scripts that nobody drafts know the names that their writer has given them in the editor. Never rejects. */
export const noteRenamed = async (files: FileRenameEvent['files'], log: LogOutputChannel): Promise<void> => {
  for (const { oldUri, newUri } of files) {
    if (oldUri.scheme !== 'file' || dirname(oldUri.path) !== dirname(newUri.path)) continue
    try {
      const names = await namesAt(oldUri)
      if (names?.sidecar === undefined || names.script !== nameOf(oldUri)) continue
      await renameScript(dataFolderNow(), Uri.joinPath(oldUri, '..', names.sidecar).fsPath, { from: nameOf(oldUri), to: nameOf(newUri) })
    } catch (error) {
      log.warn(problemOf(error).message)
    }
  }
}
