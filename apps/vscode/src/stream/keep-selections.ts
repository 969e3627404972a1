import { Selection, window } from 'vscode'
import type { Position, TextDocument, TextEditor } from 'vscode'
import type { Change } from './region.ts'

/**
 * An edit carries along a cursor that stands exactly where it inserts, and widens a selection that ends there. This takes
 * note of such selections before an edit and answers what puts them back after it, unless somebody else was faster. While
 * the writer `isAtIt`, a mere cursor is let go along: put back a moment late, it would cut her word in two.
 */
export function keepSelections(document: TextDocument, changes: readonly Change[], isAtIt: boolean): () => void {
  const isCarried = (place: Position): boolean => changes.some(change => change.offset + change.length === document.offsetAt(place))
  const stays = (place: Position): number => {
    const offset = document.offsetAt(place)
    const grown = changes.filter(change => change.offset + change.length < offset).map(change => change.text.length - change.length)
    return grown.reduce((sum, by) => sum + by, offset)
  }
  const carried: { readonly editor: TextEditor; readonly selections: readonly { anchor: number; active: number }[] }[] = []
  for (const editor of window.visibleTextEditors) {
    if (editor.document !== document || !editor.selections.some(one => isCarried(one.active) || isCarried(one.anchor))) continue
    if (isAtIt && editor.selections.every(one => one.isEmpty)) continue
    carried.push({ editor, selections: editor.selections.map(one => ({ anchor: stays(one.anchor), active: stays(one.active) })) })
  }
  const expected = document.version + 1
  return () => {
    if (document.version !== expected) return
    for (const { editor, selections } of carried) {
      editor.selections = selections.map(one => new Selection(document.positionAt(one.anchor), document.positionAt(one.active)))
    }
  }
}
