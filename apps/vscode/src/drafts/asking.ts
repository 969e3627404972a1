import { formatNames, type Brief } from '@coldopen/client'
import { commands, l10n, Uri, window, workspace } from 'vscode'
import { tell, tellError } from '../notices.ts'

/** What a writer calls a format. */
export const labelOf = (format: Brief['format']): string => {
  const labels: { readonly [Format in Brief['format']]: string } = {
    movie: l10n.t('Movie Script'),
    story: l10n.t('Story'),
    meme: l10n.t('Meme'),
    free: l10n.t('Free Script'),
    podcast: l10n.t('Podcast'),
    prose: l10n.t('Prose'),
  }
  return labels[format]
}

export const askFormat = async (): Promise<Brief['format'] | undefined> => {
  const items = formatNames.map(format => ({ label: labelOf(format), format }))
  const picked = await window.showQuickPick(items, { title: l10n.t('Draft a script'), placeHolder: l10n.t('What is it to be?'), ignoreFocusOut: true })
  return picked?.format
}

export const askIdea = async (format: Brief['format']): Promise<string | undefined> => {
  const idea = await window.showInputBox({
    title: l10n.t('Draft: {0}', labelOf(format)),
    prompt: l10n.t('What is it about?'),
    placeHolder: l10n.t('A lighthouse keeper finds a door in the sea'),
    ignoreFocusOut: true,
    validateInput: text => (text.trim() === '' ? l10n.t('Say in a few words what it is about.') : undefined),
  })
  return idea?.trim() || undefined
}

/** The folder of the workspace that scripts are written into; asks for one to be opened where there is none. */
export const workspaceFolder = async (): Promise<string | undefined> => {
  const [first] = workspace.workspaceFolders ?? []
  if (first) return first.uri.fsPath
  const open = l10n.t('Open Folder')
  const choice = await tellError(l10n.t('Open a folder first: the script is written into it.'), open)
  if (choice === open) await commands.executeCommand('vscode.openFolder')
  return undefined
}

/** The sidecar of a draft in this workspace: the only one there is, or the one that is picked. */
export const askDraft = async (): Promise<string | undefined> => {
  const sidecars = await workspace.findFiles('**/*.coldopen.json', '**/node_modules/**', 100)
  const items = sidecars.map(uri => ({ label: workspace.asRelativePath(Uri.joinPath(uri, '..')), uri }))
  const [first] = items
  if (!first) {
    void tell(l10n.t('There is no draft in this folder yet.'))
    return undefined
  }
  const picked = items.length === 1 ? first : await window.showQuickPick(items, { title: l10n.t('Resume a draft') })
  return picked?.uri.fsPath
}
