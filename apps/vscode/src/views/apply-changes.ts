import { Position, Range, WorkspaceEdit, type Uri, type WorkspaceEditEntryMetadata } from 'vscode'
import type { TextChange } from '../script-files/text-change.ts'

/** Places of a text by offset. Lines are those of the editor, whatever ends them. */
export const positionsIn = (text: string): ((offset: number) => Position) => {
  const starts = [0]
  for (const { 0: end, index } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + end.length)
  return offset => {
    let from = 0
    let to = starts.length
    while (from < to) {
      const middle = (from + to) >>> 1
      if ((starts[middle] ?? Infinity) <= offset) from = middle + 1
      else to = middle
    }
    return new Position(from - 1, offset - (starts[from - 1] ?? 0))
  }
}

/** Changes of several files as one edit of the workspace. */
export const editOf = <Change extends TextChange>(
  changes: readonly Change[],
  files: { readonly uriOf: (name: string) => Uri; readonly textOf: (name: string) => string },
  metadata?: (change: Change) => WorkspaceEditEntryMetadata,
): WorkspaceEdit => {
  const edit = new WorkspaceEdit()
  const positions = new Map<string, (offset: number) => Position>()
  for (const change of changes) {
    const at = positions.get(change.file) ?? positionsIn(files.textOf(change.file))
    positions.set(change.file, at)
    edit.replace(files.uriOf(change.file), new Range(at(change.start), at(change.end)), change.text, metadata?.(change))
  }
  return edit
}
