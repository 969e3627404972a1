import {
  CodeAction,
  CodeActionKind,
  Diagnostic,
  DiagnosticSeverity,
  l10n,
  languages,
  Range,
  WorkspaceEdit,
  type CodeActionProvider,
  type Disposable,
  type Uri,
} from 'vscode'
import { isActive } from '../drafts/draft.ts'
import type { Drafts } from '../drafts/drafts.ts'
import { say } from '../say.ts'
import { createProblems, type Problem } from '../script-files/problems.ts'
import { createFactsReader } from '../script-files/script-texts.ts'
import { positionsIn } from './apply-changes.ts'
import type { CurrentScript } from './current-script.ts'
import { scriptUri } from './open-script.ts'

/** What is told of a text. Its places are those of that text alone. */
type Shown = { readonly uri: Uri; readonly text: string; readonly problems: readonly { readonly range: Range; readonly problem: Problem; readonly diagnostic: Diagnostic }[] }

/** How grave a kind of problem is: who speaks matters, the rest is for the writer to know. */
const severityOf = (kind: string): DiagnosticSeverity => (kind === 'speaker' || kind === 'number' ? DiagnosticSeverity.Warning : DiagnosticSeverity.Information)

/** Problems of the current script, and what can be done about them. While it is being drafted nothing is said. */
export const createProblemsProvider = (current: CurrentScript, drafts: Drafts): Disposable & CodeActionProvider => {
  const collection = languages.createDiagnosticCollection('coldopen')
  const facts = createFactsReader()
  const find = createProblems(say)
  let shown: Shown | undefined

  const clear = (): void => {
    if (shown) collection.delete(shown.uri)
    shown = undefined
  }

  const draw = async (): Promise<void> => {
    const script = await current.read()
    const uri = script && scriptUri(script)
    if (shown && shown.uri.toString() !== uri?.toString()) clear()
    if (!script || !uri || script.names.unit === 'chunk') return clear()
    const draft = drafts.of(uri)
    const { bible } = facts(script)
    if (!bible || (draft && isActive(draft))) return clear()
    const text = script.texts.get(script.names.script) ?? ''
    const at = positionsIn(text)
    const problems = find(text, bible).map(problem => {
      const range = new Range(at(problem.start), at(problem.end))
      const diagnostic = new Diagnostic(range, problem.message, severityOf(problem.kind))
      diagnostic.source = 'Coldopen'
      diagnostic.code = problem.kind
      return { range, problem, diagnostic }
    })
    shown = { uri, text, problems }
    collection.set(uri, problems.map(({ diagnostic }) => diagnostic))
  }

  const held = [collection, current.onDidChange(() => void draw())]
  void draw()

  return {
    provideCodeActions(document, range) {
      if (document.uri.toString() !== shown?.uri.toString() || document.getText() !== shown.text) return []
      return shown.problems
        .filter(one => one.range.intersection(range) !== undefined)
        .flatMap(({ range: place, problem, diagnostic }) =>
          problem.remedies.map(({ name, text }, position) => {
            const action = new CodeAction(problem.kind === 'speaker' ? l10n.t('This is {0}', name) : l10n.t('Write {0}', name), CodeActionKind.QuickFix)
            action.edit = new WorkspaceEdit()
            action.edit.replace(document.uri, place, text)
            action.diagnostics = [diagnostic]
            action.isPreferred = position === 0 && problem.remedies.length === 1
            return action
          }),
        )
    },
    dispose() {
      for (const one of held) one.dispose()
    },
  }
}
