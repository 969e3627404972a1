import type { Source } from '@coldopen/script'
import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode'
import { castOf, createWordCounter, type Appearance, type CastMember, type Stranger } from '../script-files/cast.ts'
import { createFactsReader } from '../script-files/script-texts.ts'
import type { CurrentScript } from './current-script.ts'
import { uriIn, type OpenScript } from './open-script.ts'
import { numbered } from './outline-tree.ts'

export type CastNode =
  | { readonly type: 'member'; readonly member: CastMember }
  | { readonly type: 'appearance'; readonly appearance: Appearance }
  | { readonly type: 'stranger'; readonly stranger: Stranger }
  | { readonly type: 'sources'; readonly sources: readonly Source[] }
  | { readonly type: 'source'; readonly source: Source }

export type CastTree = {
  readonly children: (node?: CastNode) => Promise<readonly CastNode[]>
  readonly item: (node: CastNode) => TreeItem
  readonly script: () => OpenScript | undefined
}

const linesText = (lines: number): string => (lines === 1 ? l10n.t('1 line') : l10n.t('{0} lines', lines))
const wordsText = (words: number): string => (words === 1 ? l10n.t('1 word') : l10n.t('{0} words', words))

const memberItem = ({ name, lines, words, id }: CastMember): TreeItem => {
  const item = new TreeItem(name, TreeItemCollapsibleState.Collapsed)
  item.id = `member ${id}`
  item.iconPath = new ThemeIcon('person')
  item.description = `${linesText(lines)}, ${wordsText(words)}`
  item.tooltip = `${name} (${id})`
  item.accessibilityInformation = { label: l10n.t('{0} speaks {1}, {2}', name, linesText(lines), wordsText(words)) }
  item.contextValue = 'character'
  return item
}

const appearanceItem = (script: OpenScript, appearance: Appearance): TreeItem => {
  const item = new TreeItem(numbered(appearance.number, appearance.title))
  item.iconPath = new ThemeIcon(appearance.lines > 0 ? 'comment' : 'mention')
  item.description = appearance.lines > 0 ? linesText(appearance.lines) : l10n.t('is named')
  item.command = { command: 'coldopen.reveal', title: l10n.t('Show'), arguments: [uriIn(script, appearance.place.file), appearance.place.at] }
  return item
}

const strangerItem = (script: OpenScript, { cue, lines, place }: Stranger): TreeItem => {
  const item = new TreeItem(cue)
  item.iconPath = new ThemeIcon('question', new ThemeColor('list.warningForeground'))
  item.description = l10n.t('not in the roster, {0}', linesText(lines))
  item.command = { command: 'coldopen.reveal', title: l10n.t('Show'), arguments: [uriIn(script, place.file), place.at] }
  return item
}

const sourceItem = ({ id, title, url }: Source): TreeItem => {
  const item = new TreeItem(title || url)
  item.id = `source ${id}`
  item.iconPath = new ThemeIcon('link-external')
  item.description = new URL(url).host
  item.tooltip = url
  item.accessibilityInformation = { label: l10n.t('Source: {0}, {1}', title, url), role: 'link' }
  item.contextValue = 'source'
  item.command = { command: 'coldopen.openSource', title: l10n.t('Open in Browser'), arguments: [url] }
  return item
}

/** Who is in the current script, where they appear and how much they say; and the sources of a script that has them. */
export const createCastTree = (current: CurrentScript): CastTree => {
  const facts = createFactsReader()
  const count = createWordCounter()
  let script: OpenScript | undefined
  return {
    async children(node) {
      if (node?.type === 'member') return node.member.appearances().map(appearance => ({ type: 'appearance', appearance }) as const)
      if (node?.type === 'sources') return node.sources.map(source => ({ type: 'source', source }) as const)
      if (node) return []
      script = await current.read()
      if (!script) return []
      const { members, strangers, sources } = castOf(script, facts(script), count)
      return [
        ...members.map(member => ({ type: 'member', member }) as const),
        ...strangers.map(stranger => ({ type: 'stranger', stranger }) as const),
        ...(sources.length > 0 ? [{ type: 'sources', sources } as const] : []),
      ]
    },
    item(node) {
      if (node.type === 'member') return memberItem(node.member)
      if (node.type === 'source') return sourceItem(node.source)
      if (node.type === 'sources') {
        const item = new TreeItem(l10n.t('Sources'), TreeItemCollapsibleState.Expanded)
        item.id = 'sources'
        item.iconPath = new ThemeIcon('references')
        item.description = String(node.sources.length)
        return item
      }
      if (!script) return new TreeItem('')
      return node.type === 'appearance' ? appearanceItem(script, node.appearance) : strangerItem(script, node.stranger)
    },
    script: () => script,
  }
}
