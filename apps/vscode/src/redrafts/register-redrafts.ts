import { CodeActionKind, commands, l10n, languages, Uri, window, workspace, type CodeLensProvider, type Disposable } from 'vscode'
import type { Studio } from '../drafts/studio.ts'
import { lookInFront } from '../in-front.ts'
import { createLensEvent } from '../lens-event.ts'
import { tell, warn } from '../notices.ts'
import type { Shell } from '../shell.ts'
import type { Decision } from './accept-redraft.ts'
import type { InStep } from './in-step.ts'
import type { KnownScripts } from './known-scripts.ts'
import type { PieceMode } from './modes.ts'
import type { RedraftParts } from './redraft-commands.ts'
import { createPages, nameOf, newPage, redraftScheme, runInFront, runOfPage, showPages } from './redraft-pages.ts'
import type { Redraft } from './redraft.ts'
import { createRedrafts, type Redrafts } from './redrafts.ts'

const selector = { language: 'markdown', scheme: 'file' }

/** Milliseconds after the last scroll until a long script has its lenses where it is looked at. */
const rest = 200

/** What every Markdown of a script may be known by, before its folder is looked at. */
const mayBeScript = (path: string, text: string): boolean => /\/L1_(?:chunk_\d+|complete)\.md$/i.test(path) || /^<!--[ \t]*seg_\w+[ \t]*-->|^## \d+\./m.test(text)

/** What is made with the first script that somebody opens. */
type Behind = { readonly scripts: KnownScripts; readonly inStep: InStep; readonly hover: ReturnType<typeof import('./piece-hover.ts').createPieceHover> }

/** Says in the editor which pages have text to be accepted, and which ones still get some. */
const tellContext = (redrafts: Redrafts): void => {
  const pagesOf = (status: Redraft['status']): string[] => redrafts.all().flatMap(redraft => (redraft.status === status ? [newPage(redraft).toString()] : []))
  void commands.executeCommand('setContext', 'coldopen.redraftsDone', pagesOf('done'))
  void commands.executeCommand('setContext', 'coldopen.redraftsWriting', pagesOf('writing'))
  void commands.executeCommand('setContext', 'coldopen.redrafts', redrafts.all().length)
}

/** Redraft, extend, shorten, lock and rewrite: above every segment, in the menus, by the light bulb and in the palette. */
export const registerRedrafts = (shell: Shell, studio: Studio): Disposable[] => {
  const redrafts = createRedrafts(studio)
  const pages = createPages(redrafts.of, redrafts.onText)
  const changed = createLensEvent()
  const held: Disposable[] = [redrafts, pages, changed]
  let making: Promise<Behind> | undefined
  let isPartial = false
  let scrolled: NodeJS.Timeout | undefined

  const behind = (): Promise<Behind> =>
    (making ??= Promise.all([import('./known-scripts.ts'), import('./in-step.ts'), import('./piece-hover.ts')]).then(([{ createKnownScripts }, { createInStep }, { createPieceHover }]) => {
      const scripts = createKnownScripts()
      const inStep = createInStep(studio.log)
      held.push(scripts, inStep, scripts.onDidChange(() => changed.fire()), scripts.onDidChange(() => void inScript.look()))
      return { scripts, inStep, hover: createPieceHover(scripts, studio) }
    }))

  const inScript = lookInFront(
    async document => document.languageId === 'markdown' && mayBeScript(document.uri.path, document.getText()) && (await (await behind()).scripts.of(document.uri)) !== undefined,
    isThere => commands.executeCommand('setContext', 'coldopen.inScript', isThere),
  )
  held.push(inScript)

  const lenses: CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document) {
      const isWanted = workspace.getConfiguration('coldopen', document).get<boolean>('segmentLenses') !== false
      if (!isWanted || !workspace.isTrusted || !mayBeScript(document.uri.path, document.getText())) return []
      const [{ scripts }, { piecesWithLenses }] = await Promise.all([behind(), import('./piece-lenses.ts')])
      const { lenses: found, all } = await piecesWithLenses(scripts, redrafts, document)
      if (!all) isPartial = true
      return found
    },
  }

  const act = async <Answer>(deed: (how: typeof import('./redraft-commands.ts'), parts: RedraftParts) => Promise<Answer>): Promise<Answer | undefined> =>
    shell.attempt(async () => {
      const [how, { inStep }] = await Promise.all([import('./redraft-commands.ts'), behind()])
      return deed(how, { shell, studio, redrafts, inStep })
    })

  const write = (name: string, mode: PieceMode): Disposable =>
    commands.registerCommand(name, (uri?: Uri, id?: string, note?: string) => act((how, parts) => how.redraftPiece(parts, mode, targeted(uri, id, note))))

  const lock = (name: string, locked: boolean): Disposable =>
    commands.registerCommand(name, (uri?: Uri, id?: string) =>
      act(async (how, parts) => {
        await how.lock(parts, targeted(uri, id, undefined), locked)
        const { scripts } = await behind()
        if (uri instanceof Uri) await scripts.now(uri)
        changed.fire()
      }),
    )

  /** A command about a redraft: the one that is named, the one whose page is meant or in front, or one that is picked. */
  const about = (name: string, deed: (how: typeof import('./redraft-commands.ts'), parts: RedraftParts, meant: { redraft: Redraft; decision: unknown }) => Promise<unknown>): Disposable =>
    commands.registerCommand(name, (target?: Uri | string, decision?: unknown) =>
      act(async (how, parts) => {
        const run = typeof target === 'string' ? target : target instanceof Uri ? runOfPage(target) : runInFront()
        await redrafts.takeUp()
        const redraft = run === undefined ? await how.pickRedraft(redrafts) : redrafts.of(run)
        if (redraft) return deed(how, parts, { redraft, decision })
        void tell(l10n.t('Nothing written anew is waiting for you.'))
        return undefined
      }),
    )

  const told = new Set<string>()
  const tellEnds = (): void => {
    for (const redraft of redrafts.all()) {
      if (redraft.status !== 'stopped' || redraft.problem === undefined || told.has(redraft.run)) continue
      told.add(redraft.run)
      void warn(`${nameOf(redraft)}: ${redraft.problem}`)
    }
  }

  const takeUp = (): void => {
    if (workspace.isTrusted) void redrafts.takeUp()
    changed.fire()
  }

  const registered = [
    { dispose: () => held.splice(0).forEach(one => one.dispose()) },
    { dispose: () => clearTimeout(scrolled) },
    workspace.registerTextDocumentContentProvider(redraftScheme, pages.provider),
    languages.registerCodeLensProvider(selector, lenses),
    languages.registerHoverProvider(selector, {
      provideHover: async (document, position) => (workspace.isTrusted && mayBeScript(document.uri.path, document.getText()) ? (await behind()).hover(document, position) : undefined),
    }),
    languages.registerCodeActionsProvider(
      selector,
      {
        async provideCodeActions(document, range) {
          if (!workspace.isTrusted || !mayBeScript(document.uri.path, document.getText())) return []
          const [{ scripts }, { pieceActions }] = await Promise.all([behind(), import('./piece-actions.ts')])
          return pieceActions(scripts, document, range)
        },
      },
      { providedCodeActionKinds: [CodeActionKind.RefactorRewrite] },
    ),
    redrafts.onDidChange(() => {
      tellContext(redrafts)
      tellEnds()
      changed.fire()
    }),
    workspace.onDidGrantWorkspaceTrust(takeUp),
    workspace.onDidChangeConfiguration(event => event.affectsConfiguration('coldopen.segmentLenses') && changed.fire()),
    window.onDidChangeTextEditorVisibleRanges(() => {
      if (!isPartial) return
      clearTimeout(scrolled)
      scrolled = setTimeout(() => changed.fire(), rest)
    }),
    write('coldopen.redraftSegment', 'redraft'),
    write('coldopen.extendSegment', 'extend'),
    write('coldopen.shortenSegment', 'shorten'),
    lock('coldopen.lockSegment', true),
    lock('coldopen.unlockSegment', false),
    commands.registerCommand('coldopen.rewriteSelection', (note?: unknown) => act((how, parts) => how.rewriteSelection(parts, typeof note === 'string' ? note : undefined))),
    about('coldopen.acceptRedraft', (how, parts, { redraft, decision }) => how.accept(parts, redraft, decisionOf(decision))),
    about('coldopen.discardRedraft', (how, parts, { redraft }) => how.discard(parts, redraft)),
    about('coldopen.stopRedraft', (_how, _parts, { redraft }) => redrafts.stop(redraft.run)),
    about('coldopen.showRedraft', (_how, _parts, { redraft }) => showPages(redraft)),
  ]
  // Not before: what is taken up is told to those who listen by then.
  takeUp()
  return registered
}

/** What to do where the writer has changed the old text, for a caller that has decided; otherwise she is asked. */
const decisionOf = (given: unknown): Decision | undefined => (given === 'replace' || given === 'again' || given === 'leave' ? given : undefined)

/** Menus give a command what they stand in, which is no piece. */
const targeted = (uri: Uri | undefined, id: unknown, note: unknown) => ({
  uri: uri instanceof Uri && typeof id === 'string' ? uri : undefined,
  id: typeof id === 'string' ? id : undefined,
  note: typeof note === 'string' ? note : undefined,
})
