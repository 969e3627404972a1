import { DataTransferItem, type DataTransfer, type TreeDragAndDropController } from 'vscode'
import type { Drafts } from '../drafts/drafts.ts'
import type { OutlineNode } from '../script-files/outline.ts'
import type { OutlineTree } from './outline-tree.ts'

const type = 'application/vnd.code.tree.coldopen.outline'

/** What is dragged: segments of one script, by their keys. */
type Dragged = { readonly script: string; readonly keys: readonly string[] }

const isDragged = (value: unknown): value is Dragged => {
  return typeof value === 'object' && value !== null && 'script' in value && 'keys' in value && Array.isArray(value.keys)
}

/** The segment whose place something dropped on a node takes: the segment itself, or the last of a set or an act. */
const targetOf = (node: OutlineNode | undefined): string | undefined => {
  if (!node) return undefined
  if (node.type === 'segment') return node.key
  const segments = node.type === 'set' ? node.segments() : node.sets.flatMap(set => set.segments())
  return segments.findLast(segment => segment.key !== undefined)?.key
}

/** Dragging segments in the outline: where they are dropped, the document and the JSON files follow. */
export const createOutlineDrag = (drafts: Drafts, tree: () => Promise<OutlineTree>): TreeDragAndDropController<OutlineNode> => ({
  dragMimeTypes: [type],
  dropMimeTypes: [type],
  async handleDrag(nodes, transfer: DataTransfer) {
    const shown = (await tree()).shown()
    const keys = nodes.flatMap(node => (node.type === 'segment' ? (node.key ?? []) : []))
    if (shown && keys.length > 0) transfer.set(type, new DataTransferItem({ script: shown.script.dir.toString() + shown.script.names.slug, keys } satisfies Dragged))
  },
  async handleDrop(node, transfer) {
    const dragged: unknown = transfer.get(type)?.value
    const shown = (await tree()).shown()
    if (!shown || !isDragged(dragged) || dragged.script !== shown.script.dir.toString() + shown.script.names.slug) return
    const target = targetOf(node)
    // A segment that is missing is no place, and neither is one that was only ever in a set file.
    if (node && target === undefined) return
    const [{ moveSegments }, { movedTo }] = await Promise.all([import('./move-segments.ts'), import('../script-files/reorder.ts')])
    await moveSegments(drafts, shown.script, order => movedTo(order, new Set(dragged.keys), target))
  },
})
