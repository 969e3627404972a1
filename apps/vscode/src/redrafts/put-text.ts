import { stat } from 'node:fs/promises'
import { Range, TabInputText, window, workspace, WorkspaceEdit, type TextDocument, type Uri } from 'vscode'
import type { TextChange } from '../script-files/text-change.ts'
import { changeFile } from './change-file.ts'

type Change = Omit<TextChange, 'file'>

const documentOf = (uri: Uri): TextDocument | undefined => workspace.textDocuments.find(open => !open.isClosed && open.uri.toString() === uri.toString())

/** Whether a tab has the file, which then is its writer's to save. */
export const isInTab = (uri: Uri): boolean => window.tabGroups.all.some(group => group.tabs.some(({ input }) => input instanceof TabInputText && input.uri.toString() === uri.toString()))

/** Whether nobody may write a file; the editor would change its buffer all the same. */
export const isReadOnly = (uri: Uri): Promise<boolean> =>
  stat(uri.fsPath).then(
    ({ mode }) => (mode & 0o222) === 0,
    () => false,
  )

/** Changes a document as one edit, which one undo takes back. False when the editor did not take it. */
export const putInDocument = async (document: TextDocument, change: Change): Promise<boolean> => {
  const edit = new WorkspaceEdit()
  edit.replace(document.uri, new Range(document.positionAt(change.start), document.positionAt(change.end)), change.text)
  return workspace.applyEdit(edit)
}

/**
 * Changes a file where it stands: in its document when that is the writer's to save, or else on disk, whole or not at all. Throws
 * where the file cannot be changed, and has been left as it was.
 */
export const putInFile = async (uri: Uri, changeOf: (text: string) => Change | undefined): Promise<void> => {
  const document = documentOf(uri)
  if (!document || (!document.isDirty && !isInTab(uri))) return changeFile(uri.fsPath, changeOf)
  const change = changeOf(document.getText())
  if (change) await putInDocument(document, change)
}
