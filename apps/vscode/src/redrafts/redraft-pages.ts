import { commands, EventEmitter, l10n, TabInputTextDiff, Uri, window, type Disposable, type Event, type Tab, type TextDocumentContentProvider } from 'vscode'
import type { Redraft } from './redraft.ts'

export const redraftScheme = 'coldopen-redraft'

type Side = 'old' | 'new'

/** How a sentence calls what is written anew. */
export const nameOf = ({ target }: Pick<Redraft, 'target'>): string => {
  if (target.type === 'passage') return l10n.t('Passage')
  return target.type === 'segment' ? l10n.t('Segment {0}', target.shown) : l10n.t('Chunk {0}', target.shown)
}

const pageOf = (redraft: Redraft, side: Side): Uri => Uri.from({ scheme: redraftScheme, path: `/${side}/${redraft.run}/${nameOf(redraft)}.md` })

/** The page on which a redraft arrives: the right side of its comparison. */
export const newPage = (redraft: Redraft): Uri => pageOf(redraft, 'new')

/** The short run that a page belongs to. */
export const runOfPage = (uri: Uri): string | undefined => (uri.scheme === redraftScheme ? uri.path.split('/')[2] : undefined)

const tabsOf = (run: string): Tab[] =>
  window.tabGroups.all.flatMap(group => group.tabs).filter(({ input }) => input instanceof TabInputTextDiff && runOfPage(input.modified) === run)

/** The run of the comparison in the active tab. */
export const runInFront = (): string | undefined => {
  const input = window.tabGroups.activeTabGroup.activeTab?.input
  return input instanceof TabInputTextDiff ? runOfPage(input.modified) : undefined
}

/** Shows the old text and the new one side by side. It is the writer who asks for it. */
export const showPages = async (redraft: Redraft): Promise<void> => {
  const title = l10n.t('{0}: as it stands ↔ written anew', nameOf(redraft))
  await commands.executeCommand('vscode.diff', pageOf(redraft, 'old'), pageOf(redraft, 'new'), title, { preview: false })
}

export const closePages = async (run: string): Promise<void> => {
  const tabs = tabsOf(run)
  if (tabs.length > 0) await window.tabGroups.close(tabs, true)
}

/** The pages of all redrafts. The editor changes no cursor and takes no focus when one of them has more text. */
export type RedraftPages = Disposable & { readonly provider: TextDocumentContentProvider; readonly changed: (redraft: Redraft) => void }

/** `find` answers a redraft by its run; `onFound` tells when there may be one that there was not before. */
export const createPages = (find: (run: string) => Redraft | undefined, onFound: Event<Redraft>): RedraftPages => {
  const changes = new EventEmitter<Uri>()
  const held = [
    changes,
    onFound(redraft => {
      changes.fire(pageOf(redraft, 'old'))
      changes.fire(pageOf(redraft, 'new'))
    }),
  ]
  return {
    provider: {
      onDidChange: changes.event,
      provideTextDocumentContent(uri) {
        const redraft = find(runOfPage(uri) ?? '')
        const text = uri.path.startsWith('/old/') ? redraft?.old : redraft?.text
        return text === undefined ? '' : `${text}\n`
      },
    },
    changed: redraft => changes.fire(newPage(redraft)),
    dispose() {
      for (const one of held) one.dispose()
    },
  }
}
