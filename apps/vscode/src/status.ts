import { l10n, StatusBarAlignment, window, type Disposable } from 'vscode'
import { isActive, type Draft } from './drafts/draft.ts'
import type { Drafts } from './drafts/drafts.ts'
import { statusWord } from './status-word.ts'

type Shown = { readonly text: string; readonly tooltip: string; readonly command: string }

const ended = (draft: Draft): Shown => {
  const tooltip = draft.problem?.message ?? `${draft.line}\n${l10n.t('Click for the log')}`
  if (draft.status === 'completed') return { text: `$(check) ${l10n.t('Coldopen: done')}`, tooltip, command: 'coldopen.showLog' }
  if (draft.status === 'failed') return { text: `$(error) ${l10n.t('Coldopen: stopped')}`, tooltip, command: 'coldopen.showLog' }
  return { text: `$(debug-pause) ${l10n.t('Coldopen: {0}', statusWord(draft.status))}`, tooltip, command: 'coldopen.showLog' }
}

const inAnotherWindow = (names: readonly string[]): Shown => ({
  text: `$(multiple-windows) ${l10n.t('Coldopen: in another window')}`,
  tooltip: l10n.t('{0} is being drafted in another window, which writes its files. This window takes over when that one is closed.', names.join(', ')),
  command: 'coldopen.showLog',
})

/**
 * What the status item says of all drafts: the one that goes on, or how many do; when none does, which are drafted in another
 * window, or how the last one ended.
 */
export const statusOf = (drafts: readonly Draft[], elsewhere: readonly string[]): Shown | undefined => {
  const active = drafts.filter(isActive)
  const [only] = active
  if (only === undefined) {
    if (elsewhere.length > 0) return inAnotherWindow(elsewhere)
    const last = drafts.at(-1)
    return last && ended(last)
  }
  const click = l10n.t('Click to stop drafting')
  const what = active.length > 1 ? l10n.t('{0} drafts', active.length) : only.status === 'pending' ? l10n.t('starting') : only.short
  return { text: `$(sync~spin) ${l10n.t('Coldopen: {0}', what)}`, tooltip: [...active.map(draft => draft.line), click].join('\n'), command: 'coldopen.stop' }
}

/** The one status item. */
export const createStatus = (drafts: Drafts): Disposable => {
  const item = window.createStatusBarItem('coldopen.status', StatusBarAlignment.Left, 10)
  item.name = 'Coldopen'
  const draw = (): void => {
    const shown = statusOf(drafts.all(), drafts.elsewhere())
    if (!shown) return item.hide()
    item.text = shown.text
    item.tooltip = shown.tooltip
    item.accessibilityInformation = { label: `${shown.text.replace(/^\$\([^)]*\) /, '')}\n${shown.tooltip}` }
    item.command = shown.command
    item.show()
  }
  const watching = drafts.onDidChange(draw)
  return {
    dispose() {
      watching.dispose()
      item.dispose()
    },
  }
}
