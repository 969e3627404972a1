import { commands, Range, window, type Disposable } from 'vscode'
import type { Drafts } from '../drafts/drafts.ts'
import type { OutlineNode } from '../script-files/outline.ts'
import type { OpenScript } from './open-script.ts'
import type { ViewParts } from './view-parts.ts'

type Asked = { readonly script: OpenScript; readonly keys: ReadonlySet<string>; readonly inEditor: boolean }

const keysOf = (nodes: readonly OutlineNode[]): Set<string> => new Set(nodes.flatMap(node => (node.type === 'segment' ? (node.key ?? []) : [])))

/** The segments a command is meant for: the node it was given, what is selected in the outline, or the one around the cursor. */
const askedFor = async (parts: ViewParts, node: OutlineNode | undefined, selection: readonly OutlineNode[]): Promise<Asked | undefined> => {
  const nodes = node ? (selection.includes(node) ? selection : [node]) : selection
  const shown = parts.outline.shown()
  if (shown && nodes.length > 0) return { script: shown.script, keys: keysOf(nodes), inEditor: false }
  const editor = window.activeTextEditor
  const [{ readScript, scriptUri }, { scanScript }, { keyOf }] = await Promise.all([
    import('./open-script.ts'),
    import('../script-files/scan-script.ts'),
    import('../script-files/reorder.ts'),
  ])
  const script = editor && (await readScript(editor.document.uri))
  if (!editor || !script || scriptUri(script).toString() !== editor.document.uri.toString()) return undefined
  const at = editor.document.offsetAt(editor.selection.active)
  const segment = scanScript(editor.document.getText()).segments.find(one => one.start <= at && at < one.end)
  return segment && { script, keys: new Set([keyOf(segment)]), inEditor: true }
}

/** The cursor goes with a segment that was moved from within its text. */
const goWith = async (keys: ReadonlySet<string>): Promise<void> => {
  const [{ scanScript }, { keyOf }] = await Promise.all([import('../script-files/scan-script.ts'), import('../script-files/reorder.ts')])
  const editor = window.activeTextEditor
  const segment = editor && scanScript(editor.document.getText()).segments.find(one => keys.has(keyOf(one)))
  if (!editor || !segment) return
  const at = editor.document.positionAt(segment.heading.start)
  const range = new Range(at, at)
  await window.showTextDocument(editor.document, { selection: range })
}

export type SegmentCommands = {
  readonly drafts: Drafts
  readonly parts: () => Promise<ViewParts>
  /** What is selected in the outline while it has the focus. */
  readonly selection: () => readonly OutlineNode[]
}

/** What dragging in the outline does, for the keyboard. */
export const registerSegmentCommands = ({ drafts, parts, selection }: SegmentCommands): Disposable[] => {
  const move = async (by: -1 | 1, node: OutlineNode | 'selection' | undefined): Promise<void> => {
    const asked = await askedFor(await parts(), node === 'selection' ? undefined : node, node === undefined ? [] : selection())
    if (!asked) return
    const [{ moveSegments }, { movedBy }] = await Promise.all([import('./move-segments.ts'), import('../script-files/reorder.ts')])
    const isDone = await moveSegments(drafts, asked.script, order => movedBy(order, asked.keys, by))
    if (isDone && asked.inEditor) await goWith(asked.keys)
  }
  return [
    commands.registerCommand('coldopen.moveSegmentUp', (node?: OutlineNode | 'selection') => move(-1, node)),
    commands.registerCommand('coldopen.moveSegmentDown', (node?: OutlineNode | 'selection') => move(1, node)),
  ]
}
