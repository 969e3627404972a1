import { l10n, QuickPickItemKind, window, type QuickPickItem } from 'vscode'
import type { NameChange } from '../script-files/rename.ts'
import { positionsIn } from './apply-changes.ts'

type Place = QuickPickItem & { readonly change?: NameChange }

/** How much of a line is shown, in characters before and behind what changes. */
const [mostBefore, mostBehind] = [40, 80]

/** A line as it will be, near what changes in it. */
const lineAfter = (text: string, change: NameChange): string => {
  const from = text.lastIndexOf('\n', change.start - 1) + 1
  const to = text.slice(change.end, change.end + mostBehind).search(/[\r\n]|$/)
  const before = text.slice(Math.max(from, change.start - mostBefore), change.start).trimStart()
  return `${change.start - from > mostBefore ? '…' : ''}${before}${change.text}${text.slice(change.end, change.end + to)}`.replace(/\$\((?=[^)]+\))/g, '\\$(')
}

/**
 * Shows every place that a renaming changes, as it will be, and resolves with those that are left ticked; undefined when
 * nothing is to be done. What is not certain is not ticked by itself.
 */
export const pickPlaces = async (title: string, changes: readonly NameChange[], textOf: (file: string) => string): Promise<readonly NameChange[] | undefined> => {
  const isText = (file: string): number => Number(file.endsWith('.md'))
  const files = [...Map.groupBy(changes, change => change.file)].toSorted(([a], [b]) => isText(b) - isText(a))
  const places = files.flatMap(([file, ofFile]): Place[] => {
    const text = textOf(file)
    const at = positionsIn(text)
    const items = ofFile.toSorted((a, b) => a.start - b.start).map((change): Place => {
      const doubt = change.certain ? {} : { detail: l10n.t('Perhaps somebody else, or nobody') }
      return { label: lineAfter(text, change), description: l10n.t('line {0}', at(change.start).line + 1), picked: change.certain, change, ...doubt }
    })
    return [{ label: file, kind: QuickPickItemKind.Separator }, ...items]
  })
  const picked = await window.showQuickPick(places, { canPickMany: true, matchOnDescription: true, title, placeHolder: l10n.t('Enter renames what is ticked. Untick what is to stay as it is.') })
  return picked?.flatMap(({ change }) => change ?? [])
}
