import { EventEmitter, TreeItem, window, type Disposable, type TreeDragAndDropController, type TreeView } from 'vscode'

/**
 * A tree whose nodes come from what is loaded when it is first looked at. `changed` has some of its nodes drawn anew, or all of it
 * read anew, while which nothing can be done with what was there.
 */
export type LazyTree<Node> = Disposable & { readonly view: TreeView<Node>; readonly changed: (nodes?: readonly Node[]) => void }

type Source<Node> = {
  readonly children: (node?: Node) => Promise<readonly Node[]>
  readonly item: (node: Node) => TreeItem
  /** What the writer is to know of nodes that are missing. */
  readonly problem?: () => string | undefined
}

export type LazyTreeOptions<Node> = {
  readonly source: () => Promise<Source<Node>>
  readonly drag?: TreeDragAndDropController<Node>
  /** Told when the tree has been read anew. */
  readonly onRead?: (view: TreeView<Node>) => void
}

export const createLazyTree = <Node>(id: string, options: LazyTreeOptions<Node>): LazyTree<Node> => {
  const changes = new EventEmitter<Node[] | undefined>()
  const children = async (node: Node | undefined): Promise<Node[]> => {
    const source = await options.source()
    if (node !== undefined) return [...(await source.children(node))]
    const nodes = [...(await source.children())]
    const problem = source.problem?.()
    if (problem === undefined) delete view.message
    else view.message = problem
    options.onRead?.(view)
    return nodes
  }
  const view: TreeView<Node> = window.createTreeView<Node>(id, {
    treeDataProvider: { onDidChangeTreeData: changes.event, getChildren: children, getTreeItem: async node => (await options.source()).item(node) },
    showCollapseAll: true,
    ...(options.drag && { canSelectMany: true, dragAndDropController: options.drag }),
  })
  return {
    view,
    changed: nodes => changes.fire(nodes && [...nodes]),
    dispose() {
      view.dispose()
      changes.dispose()
    },
  }
}
