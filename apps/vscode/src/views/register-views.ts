import { CodeActionKind, commands, env, l10n, languages, Uri, window, workspace, type Disposable, type RenameProvider } from 'vscode'
import { lookInFront } from '../in-front.ts'
import { tell } from '../notices.ts'
import type { OutlineNode } from '../script-files/outline.ts'
import type { Shell } from '../shell.ts'
import type { CastNode } from './cast-tree.ts'
import { createLazyTree } from './lazy-tree.ts'
import { createOutlineDrag } from './outline-drag.ts'
import { registerRunCommands } from './run-commands.ts'
import type { RunNode } from './runs-tree.ts'
import { registerSegmentCommands } from './segment-commands.ts'
import type { ViewParts, ViewSources } from './view-parts.ts'

/** What every script in segments has in its text. */
const anchor = /^<!--[ \t]*seg_\w+[ \t]*-->/m

const once = <Value>(make: () => Promise<Value>): (() => Promise<Value>) => {
  let made: Promise<Value> | undefined
  return () => (made ??= make())
}

/** Lets the writer choose which script of the workspace the views show. */
const pickScript = async (parts: ViewParts): Promise<void> => {
  const found = await workspace.findFiles('**/*.coldopen.json', '**/node_modules/**', 500)
  const items = found.map(uri => ({ label: workspace.asRelativePath(uri).replace(/\.coldopen\.json$/, ''), uri }))
  const picked = await window.showQuickPick(items, { title: l10n.t('Show which script?') })
  if (picked) parts.current.pick(picked.uri)
}

const createRename = (shell: Shell): RenameProvider => {
  const load = once(async () => (await import('./rename-provider.ts')).createRenameProvider(shell.drafts))
  return {
    prepareRename: async (document, position, token) => (await load()).prepareRename?.(document, position, token),
    provideRenameEdits: async (document, position, to, token) => (await load()).provideRenameEdits(document, position, to, token),
  }
}

/** Registers the views and what can be done in them. What stands behind them is loaded when somebody looks. */
export const registerViews = (shell: Shell, sources: ViewSources): Disposable[] => {
  const held: Disposable[] = []
  let looked = false
  const parts = once(async () => {
    looked = true
    const { createViewParts } = await import('./view-parts.ts')
    const made = createViewParts(sources)
    made.model.setVisible(runs.view.visible)
    held.push(
      made,
      made.model.onDidChange(some => runs.changed(some && made.runs.changed(some))),
      made.current.onDidChange(() => {
        outline.changed()
        cast.changed()
      }),
    )
    return made
  })

  const runs = createLazyTree<RunNode>('coldopen.runs', { source: async () => (await parts()).runs })
  const outline = createLazyTree<OutlineNode>('coldopen.outline', {
    source: async () => (await parts()).outline,
    drag: createOutlineDrag(shell.drafts, async () => (await parts()).outline),
    onRead: view => void parts().then(made => (view.description = made.outline.shown()?.outline.title ?? '')),
  })
  const cast = createLazyTree<CastNode>('coldopen.cast', { source: async () => (await parts()).cast })

  const renameOne = async (node: CastNode | undefined): Promise<void> => {
    const [made, { renameCharacter }] = await Promise.all([parts(), import('./rename-character.ts')])
    const script = await made.current.read()
    if (!script) return void tell(l10n.t('Open a script first.'))
    await renameCharacter(shell.drafts, script, node?.type === 'member' ? node.member.id : undefined)
  }

  /** A script that is opened has its marks and its problems shown, whether anybody looks at the views or not. */
  const scriptInFront = lookInFront(
    document => looked || (document.languageId === 'markdown' && anchor.test(document.getText())),
    isThere => void (isThere && parts()),
  )

  return [
    { dispose: () => held.splice(0).forEach(one => one.dispose()) },
    runs,
    outline,
    cast,
    runs.view.onDidChangeVisibility(async ({ visible }) => looked && (await parts()).model.setVisible(visible)),
    shell.drafts.onEvent(() => void parts()),
    ...registerRunCommands(shell, sources.connect, parts),
    ...registerSegmentCommands({ drafts: shell.drafts, parts, selection: () => outline.view.selection }),
    languages.registerRenameProvider([{ scheme: 'file', language: 'markdown' }, { scheme: 'file', pattern: '**/*_{metadata,set_*}.json' }], createRename(shell)),
    languages.registerCodeActionsProvider(
      { scheme: 'file', language: 'markdown' },
      { provideCodeActions: async (document, range, context, token) => (looked ? (await parts()).problems.provideCodeActions(document, range, context, token) : []) },
      { providedCodeActionKinds: [CodeActionKind.QuickFix] },
    ),
    scriptInFront,
    commands.registerCommand('coldopen.pickScript', async () => pickScript(await parts())),
    commands.registerCommand('coldopen.renameCharacter', (node?: CastNode) => shell.attempt(() => renameOne(node))),
    commands.registerCommand('coldopen.reveal', async (uri: Uri, offset: number) => (await import('./reveal.ts')).reveal(uri, offset)),
    commands.registerCommand('coldopen.openSource', (url: string) => env.openExternal(Uri.parse(url, true))),
  ]
}
