import { isUtf8 } from 'node:buffer'
import { l10n, Position, Range, workspace, WorkspaceEdit, type WorkspaceEditEntryMetadata } from 'vscode'
import type { TextChange } from '../script-files/text-change.ts'
import { textAt } from '../text-at.ts'
import { uriIn, type OpenScript } from './open-script.ts'

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

/** Changes of a script's files as one edit of the workspace. */
export const editOf = <Change extends TextChange>(script: OpenScript, changes: readonly Change[], metadata?: (change: Change) => WorkspaceEditEntryMetadata): WorkspaceEdit => {
  const edit = new WorkspaceEdit()
  const positions = new Map<string, (offset: number) => Position>()
  for (const change of changes) {
    const at = positions.get(change.file) ?? positionsIn(script.texts.get(change.file) ?? '')
    positions.set(change.file, at)
    edit.replace(uriIn(script, change.file), new Range(at(change.start), at(change.end)), change.text, metadata?.(change))
  }
  return edit
}

/** Why a script's files are not to be changed as they were read, in a sentence; undefined when they may be. */
export const notAsRead = async (script: OpenScript, changes: readonly TextChange[]): Promise<string | undefined> => {
  const look = async (name: string): Promise<string | undefined> => {
    const uri = uriIn(script, name)
    const text = await textAt(uri)
    if (text !== script.texts.get(name)) return l10n.t('{0} has changed in the meantime, so no file was changed: try again.', name)
    // The editor puts this sign where it cannot read a file, and would save it.
    const isRead = !text.includes('\uFFFD') || isUtf8(await workspace.fs.readFile(uri))
    return isRead ? undefined : l10n.t('{0} is not UTF-8, so no file was changed: save it as UTF-8, and try again.', name)
  }
  const sentences = await Promise.all([...new Set(changes.map(({ file }) => file))].map(look))
  return sentences.find(sentence => sentence !== undefined)
}

/**
 * Changes a script's files, which have to be as they were read, as one refactoring: files that were not open are saved, and no tab
 * opens for any of them. Answers why that was not done, in a sentence; undefined when it was.
 */
export const applyChanges = async (script: OpenScript, changes: readonly TextChange[]): Promise<string | undefined> => {
  const reason = await notAsRead(script, changes)
  if (reason !== undefined) return reason
  const isDone = await workspace.applyEdit(editOf(script, changes), { isRefactoring: true })
  return isDone ? undefined : l10n.t('The editor did not take the change, so no file was changed: is one of the files read-only?')
}
