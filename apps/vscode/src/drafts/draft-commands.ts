import type { Brief } from '@coldopen/client'
import { commands, l10n, Uri, window, workspace, type Disposable } from 'vscode'
import { warn } from '../notices.ts'
import type { Shell } from '../shell.ts'
import { statusWord } from '../status-word.ts'
import { isActive, type Draft } from './draft.ts'

/** What a command was given: a file by CodeLens or Explorer, the id of a run by a view, or nothing by the palette. */
export type Target = Uri | string | undefined

/** Drafts an idea that the writer is asked for. */
const draftIdea = async ({ drafts, attempt }: Shell, format: Brief['format']): Promise<Draft | undefined> => {
  const { askIdea, workspaceFolder } = await import('./asking.ts')
  const idea = await askIdea(format)
  const base = idea === undefined ? undefined : await workspaceFolder()
  if (idea === undefined || base === undefined) return undefined
  const { briefSchema } = await import('@coldopen/client')
  return attempt(() => drafts.start({ brief: briefSchema.parse({ format, idea }), where: { base } }))
}

const draftAny = async (shell: Shell): Promise<Draft | undefined> => {
  const { askFormat } = await import('./asking.ts')
  const format = await askFormat()
  return format && draftIdea(shell, format)
}

const resume = async ({ drafts, attempt }: Shell, target: Target): Promise<Draft | undefined> => {
  if (typeof target === 'string') return attempt(() => drafts.resumeDraft(target))
  const { askDraft } = await import('./asking.ts')
  const path = target?.fsPath ?? (await askDraft())
  return path === undefined ? undefined : attempt(() => drafts.resume(path))
}

/** The draft a command is meant for: the one it names, that of the editor, the only one that goes on, or the one that is picked. */
const pickActive = async ({ drafts }: Shell, target: Target): Promise<Draft | undefined> => {
  const active = drafts.all().filter(isActive)
  if (typeof target === 'string') return active.find(draft => draft.run === target)
  const uri = target ?? window.activeTextEditor?.document.uri
  const here = uri && drafts.of(uri)
  if (here && isActive(here)) return here
  if (target !== undefined || active.length < 2) return target === undefined ? active[0] : undefined
  const items = active.map(draft => ({ label: draft.place?.slug ?? draft.brief.idea, description: draft.short, draft }))
  return (await window.showQuickPick(items, { title: l10n.t('Stop which draft?') }))?.draft
}

const stop = async (shell: Shell, target: Target): Promise<void> => {
  const draft = await pickActive(shell, target)
  if (draft) await shell.attempt(() => shell.drafts.stop(draft.run))
}

/** A draft that stopped says why, and offers to go on. */
const tellEnd = ({ log }: Shell, draft: Draft): void => {
  if (draft.status !== 'failed' && draft.status !== 'paused') return
  const message = draft.problem?.message ?? l10n.t('The draft is {0}.', statusWord(draft.status))
  const [again, show] = [l10n.t('Resume'), l10n.t('Show Log')]
  void warn(message, again, show).then(choice => {
    if (choice === again) void commands.executeCommand('coldopen.resume', draft.run)
    if (choice === show) log.show(true)
  })
}

/** The commands that begin, continue and stop a draft. Each takes the file or the run it is meant for, and asks when it has none. */
export const registerDraftCommands = (shell: Shell): Disposable[] => {
  const { drafts } = shell
  let told = false
  return [
    commands.registerCommand('coldopen.draftMovie', () => draftIdea(shell, 'movie')),
    commands.registerCommand('coldopen.draft', () => draftAny(shell)),
    commands.registerCommand('coldopen.resume', (target: Target) => resume(shell, target)),
    commands.registerCommand('coldopen.stop', (target: Target) => stop(shell, target)),
    workspace.onDidRenameFiles(async ({ files }) => {
      const scripts = files.filter(({ oldUri }) => oldUri.path.endsWith('.md'))
      if (scripts.length > 0 && workspace.isTrusted) await (await import('./renamed-scripts.ts')).noteRenamed(scripts, shell.log)
    }),
    drafts.onDidEnd(draft => tellEnd(shell, draft)),
    drafts.onDidChange(() => {
      const drafting = drafts.all().some(isActive)
      if (drafting !== told) void commands.executeCommand('setContext', 'coldopen.drafting', drafting)
      told = drafting
    }),
  ]
}
