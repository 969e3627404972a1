import {
  CodeAction,
  CodeActionKind,
  CompletionItem,
  CompletionItemKind,
  Diagnostic,
  DiagnosticSeverity,
  Hover,
  languages,
  MarkdownString,
  Range,
  workspace,
  WorkspaceEdit,
  type Disposable,
  type TextDocument,
} from 'vscode'
import { isBrief } from '../brief/is-brief.ts'
import type { Span } from './front-matter.ts'
import { say } from '../say.ts'
import type { Problem } from './problems.ts'

const selector = { language: 'markdown' }

/** Milliseconds without a keystroke after which a brief is looked at. */
const rest = 300

/** Looks at the first line before the rest: this is asked of every change, also of those of a long script that is being drafted. */
const mayBeBrief = (document: TextDocument): boolean => /^\uFEFF?---/.test(document.lineAt(0).text) && isBrief(document.getText())

const rangeOf = (document: TextDocument, { start, end }: Span): Range => new Range(document.positionAt(start), document.positionAt(end))

/** Briefs in the editors of this window are looked at while they are written; what is wrong is told, and kept for its fixes. */
const watchBriefs = (): { readonly problemsOf: (document: TextDocument) => readonly Problem[] } & Disposable => {
  const diagnostics = languages.createDiagnosticCollection('coldopen')
  const known = new Map<string, readonly Problem[]>()
  const timers = new Map<string, NodeJS.Timeout>()

  const look = async (document: TextDocument): Promise<void> => {
    const key = document.uri.toString()
    const { problemsOf } = await import('./problems.ts')
    if (document.isClosed) return
    const text = document.getText()
    const problems = isBrief(text) ? problemsOf(text, say) : []
    known.set(key, problems)
    diagnostics.set(
      document.uri,
      problems.map(({ message, at }) => Object.assign(new Diagnostic(rangeOf(document, at), message, DiagnosticSeverity.Error), { source: 'Coldopen' })),
    )
  }
  const lookSoon = (document: TextDocument, wait: number): void => {
    const key = document.uri.toString()
    if (document.languageId !== 'markdown' || (!mayBeBrief(document) && !known.has(key))) return
    clearTimeout(timers.get(key))
    timers.set(key, setTimeout(() => void look(document), wait))
  }
  const forget = (document: TextDocument): void => {
    const key = document.uri.toString()
    clearTimeout(timers.get(key))
    timers.delete(key)
    known.delete(key)
    diagnostics.delete(document.uri)
  }
  const subscriptions = [
    diagnostics,
    workspace.onDidOpenTextDocument(document => lookSoon(document, 0)),
    workspace.onDidChangeTextDocument(({ document }) => lookSoon(document, rest)),
    workspace.onDidCloseTextDocument(forget),
  ]
  for (const document of workspace.textDocuments) lookSoon(document, 0)
  return {
    problemsOf: document => known.get(document.uri.toString()) ?? [],
    dispose() {
      for (const timer of timers.values()) clearTimeout(timer)
      for (const one of subscriptions) one.dispose()
    },
  }
}

/** Completion, hover, problems and quick fixes in the front matter of briefs. They read, and work in any workspace. */
export const registerFrontMatter = (): Disposable[] => {
  const watching = watchBriefs()
  return [
    watching,
    languages.registerCompletionItemProvider(
      selector,
      {
        async provideCompletionItems(document, position) {
          const text = document.getText()
          if (!/^\uFEFF?---/.test(text)) return []
          const { completionsAt } = await import('./assist.ts')
          return completionsAt(text, document.offsetAt(position), say).map(({ label, insert, kind, about, replaces }) => {
            const item = new CompletionItem(label, kind === 'field' ? CompletionItemKind.Property : CompletionItemKind.EnumMember)
            return Object.assign(item, { insertText: insert, range: rangeOf(document, replaces), documentation: about })
          })
        },
      },
      ':',
      '\n',
    ),
    languages.registerHoverProvider(selector, {
      async provideHover(document, position) {
        const text = document.getText()
        if (!isBrief(text)) return undefined
        const { hoverAt } = await import('./assist.ts')
        const hover = hoverAt(text, document.offsetAt(position), say)
        return hover && new Hover(new MarkdownString(hover.text), rangeOf(document, hover.at))
      },
    }),
    languages.registerCodeActionsProvider(
      selector,
      {
        provideCodeActions(document, range) {
          return watching.problemsOf(document).flatMap(({ fix, at }): CodeAction[] => {
            if (!fix || !rangeOf(document, at).intersection(range)) return []
            const edit = new WorkspaceEdit()
            edit.replace(document.uri, rangeOf(document, fix.at), fix.text)
            return [Object.assign(new CodeAction(fix.title, CodeActionKind.QuickFix), { edit, isPreferred: true })]
          })
        },
      },
      { providedCodeActionKinds: [CodeActionKind.QuickFix] },
    ),
  ]
}
