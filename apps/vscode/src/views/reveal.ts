import { Range, TextEditorRevealType, Uri, window, workspace, type TextDocument } from 'vscode'

/** Where a document is shown already, so that it is not opened a second time. */
const columnOf = (document: TextDocument) => window.visibleTextEditors.find(editor => editor.document === document)?.viewColumn

/** Shows a place of a file that was clicked in a view, at the top of its editor; the focus stays in the view. */
export const reveal = async (uri: Uri, offset: number): Promise<void> => {
  const document = await workspace.openTextDocument(uri)
  const at = document.positionAt(offset)
  const range = new Range(at, at)
  const viewColumn = columnOf(document)
  const editor = await window.showTextDocument(document, { preserveFocus: true, selection: range, ...(viewColumn !== undefined && { viewColumn }) })
  editor.revealRange(range, TextEditorRevealType.AtTop)
}
