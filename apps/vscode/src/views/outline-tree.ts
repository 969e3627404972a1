import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode'
import { outlineOf, type Outline, type OutlineNode, type OutlineSegment, type OutlineSet, type SegmentState } from '../script-files/outline.ts'
import { createFactsReader } from '../script-files/script-texts.ts'
import type { CurrentScript } from './current-script.ts'
import { uriIn, type OpenScript } from './open-script.ts'

export type OutlineTree = {
  readonly children: (node?: OutlineNode) => Promise<readonly OutlineNode[]>
  readonly item: (node: OutlineNode) => TreeItem
  /** The script that is shown, and its outline. */
  readonly shown: () => { readonly script: OpenScript; readonly outline: Outline } | undefined
}

const icons: { readonly [State in SegmentState]: ThemeIcon } = {
  done: new ThemeIcon('check'),
  writing: new ThemeIcon('loading~spin'),
  missing: new ThemeIcon('circle-outline'),
  failed: new ThemeIcon('error', new ThemeColor('problemsErrorIcon.foreground')),
  locked: new ThemeIcon('lock'),
  edited: new ThemeIcon('edit'),
}

const stateText = (state: SegmentState): string => {
  const texts: { readonly [State in SegmentState]: string } = {
    done: l10n.t('done'),
    writing: l10n.t('being written'),
    missing: l10n.t('missing'),
    failed: l10n.t('failed'),
    locked: l10n.t('locked'),
    edited: l10n.t('edited by you'),
  }
  return texts[state]
}

/** The label of a segment, or of whatever bears its number. */
export const numbered = (number: number | undefined, title: string): string => (number === undefined ? title || l10n.t('Untitled') : title === '' ? String(number) : `${number}. ${title}`)

const idOf = (script: OpenScript, { row }: OutlineNode): string => `${script.dir.toString()}/${script.names.slug}/${row}`

const segmentItem = (script: OpenScript, node: OutlineSegment): TreeItem => {
  const item = new TreeItem(numbered(node.number, node.title))
  const state = stateText(node.state)
  item.id = idOf(script, node)
  item.iconPath = icons[node.state]
  if (node.state !== 'done') item.description = state
  item.tooltip = `${numbered(node.number, node.title)} (${state})`
  item.accessibilityInformation = { label: l10n.t('Segment {0}, {1}, {2}', node.number ?? '', node.title, state) }
  item.contextValue = ['segment', node.state, ...(node.key === undefined ? [] : ['movable'])].join(' ')
  if (node.place) item.command = { command: 'coldopen.reveal', title: l10n.t('Show'), arguments: [uriIn(script, node.place.file), node.place.at] }
  return item
}

const setItem = (script: OpenScript, node: OutlineSet): TreeItem => {
  const item = new TreeItem(l10n.t('Set {0}', node.number), TreeItemCollapsibleState.Collapsed)
  item.id = idOf(script, node)
  item.description = node.done === node.total ? node.beat : `${node.done}/${node.total}  ${node.beat}`
  item.tooltip = node.beat
  item.accessibilityInformation = { label: l10n.t('Set {0}, {1} of {2} segments, {3}', node.number, node.done, node.total, node.beat) }
  item.contextValue = 'set'
  return item
}

/** The outline of the current script as a tree: what nobody unfolds is not looked at. */
export const createOutlineTree = (current: CurrentScript): OutlineTree => {
  const facts = createFactsReader()
  let shown: { script: OpenScript; outline: Outline } | undefined

  const roots = async (): Promise<readonly OutlineNode[]> => {
    const script = await current.read()
    if (!script) {
      shown = undefined
      return []
    }
    const known = facts(script)
    shown = { script, outline: outlineOf(script, known, current.live(known.run)) }
    return shown.outline.roots
  }

  return {
    async children(node) {
      if (!node) return roots()
      if (node.type === 'set') return node.segments()
      return node.type === 'segment' ? [] : node.sets
    },
    item(node) {
      if (!shown) return new TreeItem('')
      if (node.type === 'segment') return segmentItem(shown.script, node)
      if (node.type === 'set') return setItem(shown.script, node)
      const item = new TreeItem(node.title, TreeItemCollapsibleState.Expanded)
      item.id = idOf(shown.script, node)
      item.contextValue = 'act'
      return item
    },
    shown: () => shown,
  }
}
