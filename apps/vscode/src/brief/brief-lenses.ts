import { CodeLens, commands, l10n, languages, Range, Uri, window, workspace, type CodeLensProvider, type Disposable, type TextDocument } from 'vscode'
import { isActive } from '../drafts/draft.ts'
import type { Target } from '../drafts/draft-commands.ts'
import type { Drafts } from '../drafts/drafts.ts'
import type { Studio } from '../drafts/studio.ts'
import { createLensEvent } from '../lens-event.ts'
import { tell } from '../notices.ts'
import type { Shell } from '../shell.ts'
import { isBrief } from './is-brief.ts'

const selector = { language: 'markdown', scheme: 'file' }

/** What stands above a brief: what can be done with it now. */
const lensesOf = async (document: TextDocument, drafts: Drafts): Promise<CodeLens[]> => {
  if (!workspace.isTrusted || !isBrief(document.getText())) return []
  const top = new Range(0, 0, 0, 0)
  const lens = (title: string, command: string): CodeLens => new CodeLens(top, { title, command, arguments: [document.uri] })
  const draft = drafts.of(document.uri)
  if (draft && isActive(draft)) return [lens(`$(debug-stop) ${l10n.t('Stop')}`, 'coldopen.stop')]
  const { draftOf } = await import('@coldopen/client')
  const found = await draftOf(document.uri.fsPath)
  return [
    lens(`$(list-tree) ${l10n.t('Plan')}`, 'coldopen.planBrief'),
    lens(`$(play) ${l10n.t('Draft')}`, 'coldopen.draftBrief'),
    ...(found ? [lens(`$(debug-continue) ${l10n.t('Continue')}`, 'coldopen.continueBrief')] : []),
    lens(`$(symbol-numeric) ${l10n.t('Estimate')}`, 'coldopen.estimateBrief'),
  ]
}

/** Changes of a draft that its lenses tell of: nothing of the text that arrives. */
const stateOf = (drafts: Drafts): string => drafts.all().map(draft => `${draft.run} ${draft.status} ${draft.place?.dir ?? ''}`).join('\n')

/** The brief a command is meant for: the file it names, or the one that is being edited. */
const briefOf = (target: Target): Uri | undefined => {
  if (target instanceof Uri) return target
  const document = window.activeTextEditor?.document
  if (document && isBrief(document.getText())) return document.uri
  void tell(l10n.t('Open a brief first: a Markdown file that begins with “---”, “coldopen: movie”, “---”, and has the idea below.'))
  return undefined
}

/** Plan · Draft · Continue · Estimate above every brief, the same by command, and a new brief. */
export const registerBrief = (shell: Shell, studio: Studio): Disposable[] => {
  const { drafts } = shell
  const changed = createLensEvent()
  let state = stateOf(drafts)
  const provider: CodeLensProvider = { onDidChangeCodeLenses: changed.event, provideCodeLenses: document => lensesOf(document, drafts) }
  const command = (name: string, act: (how: typeof import('./brief-commands.ts'), uri: Uri) => Promise<unknown>): Disposable =>
    commands.registerCommand(name, async (target: Target) => {
      const uri = briefOf(target)
      return uri && shell.attempt(async () => act(await import('./brief-commands.ts'), uri))
    })
  return [
    changed,
    languages.registerCodeLensProvider(selector, provider),
    drafts.onDidChange(() => {
      const now = stateOf(drafts)
      if (now !== state) changed.fire()
      state = now
    }),
    workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    commands.registerCommand('coldopen.newBrief', (folder: unknown, format: unknown) =>
      shell.attempt(async () => (await import('./new-brief.ts')).newBrief(folder instanceof Uri ? folder : undefined, format)),
    ),
    commands.registerCommand('coldopen.trySample', () => shell.attempt(async () => (await import('./new-brief.ts')).trySample(drafts))),
    command('coldopen.planBrief', (how, uri) => how.planBrief(drafts, uri)),
    command('coldopen.draftBrief', (how, uri) => how.draftBrief(drafts, uri)),
    command('coldopen.continueBrief', (how, uri) => how.continueBrief(drafts, uri)),
    command('coldopen.estimateBrief', (how, uri) => how.showEstimate(studio, uri)),
  ]
}
