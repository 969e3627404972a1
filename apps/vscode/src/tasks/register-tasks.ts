import { CustomExecution, Diagnostic, DiagnosticSeverity, l10n, languages, Range, RelativePattern, Task, tasks, TaskScope, Uri, workspace, type DiagnosticCollection, type Disposable, type WorkspaceFolder } from 'vscode'
import { isBrief } from '../brief/is-brief.ts'
import type { Studio } from '../drafts/studio.ts'
import type { Shell } from '../shell.ts'
import { say } from '../say.ts'
import type { Finding } from './run-briefs.ts'
import { allBriefs, readDefinition, works, type Asked, type Work } from './task-definition.ts'

const taskType = 'coldopen'

/** Files that a pattern may match: more than anybody drafts, fewer than an editor could not list. */
const most = 10_000

const titleOf = (work: Work): string => {
  const titles: { readonly [Each in Work]: string } = {
    draft: l10n.t('draft all briefs'),
    plan: l10n.t('plan all briefs'),
    check: l10n.t('check all briefs'),
    estimate: l10n.t('estimate all briefs'),
  }
  return titles[work]
}

/** The text of a file; nothing where it cannot be read, or is gone. */
const textOf = async (uri: Uri): Promise<string> => {
  try {
    return Buffer.from(await workspace.fs.readFile(uri)).toString('utf8')
  } catch {
    return ''
  }
}

/** The briefs that the patterns of a task mean, in the order of their names. A file that a pattern names itself is one, right or wrong. */
const briefsOf = async ({ briefs }: Asked, folders: readonly WorkspaceFolder[]): Promise<string[]> => {
  const found = new Set<string>()
  for (const folder of folders) {
    for (const pattern of briefs) {
      for (const uri of await workspace.findFiles(new RelativePattern(folder, pattern), '**/node_modules/**', most)) {
        const isNamed = !/[*?{[]/.test(pattern)
        if (isNamed || isBrief(await textOf(uri))) found.add(uri.fsPath)
      }
    }
  }
  return [...found].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

/** What tasks have found wrong, until the file is changed or gone through again. What an editor tells of a file that it has open is left to it. */
const createFindings = (): Disposable & { readonly found: (brief: string, findings: readonly Finding[]) => void } => {
  const collection: DiagnosticCollection = languages.createDiagnosticCollection('coldopen.tasks')
  const filesOf = new Map<string, readonly Uri[]>()
  const inText = 'text'
  const held = [
    collection,
    workspace.onDidOpenTextDocument(({ uri }) => collection.get(uri)?.some(({ code }) => code === inText) && collection.delete(uri)),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => contentChanges.length > 0 && collection.has(document.uri) && collection.delete(document.uri)),
    workspace.onDidDeleteFiles(({ files }) => files.forEach(uri => collection.delete(uri))),
  ]
  return {
    found(brief, findings) {
      for (const uri of filesOf.get(brief) ?? []) collection.delete(uri)
      const byFile = Map.groupBy(findings, ({ file }) => file)
      filesOf.set(brief, Array.from(byFile.keys(), file => Uri.file(file)))
      for (const [file, wrong] of byFile) {
        const uri = Uri.file(file)
        const isOpen = workspace.textDocuments.some(document => document.uri.toString() === uri.toString())
        const own = wrong.filter(({ isInText }) => !isInText || !isOpen).map(({ line, message, isInText }) => Object.assign(new Diagnostic(new Range(line, 0, line, 1000), message, DiagnosticSeverity.Error), { source: 'Coldopen', ...(isInText && { code: inText }) }))
        collection.set(uri, own)
      }
    },
    dispose: () => held.forEach(one => one.dispose()),
  }
}

/** Tasks that draft, plan, check or estimate one brief or a whole folder of them, one after another. */
export const registerTasks = (shell: Shell, studio: Studio): Disposable[] => {
  const { drafts } = shell
  const findings = createFindings()
  const execution = (asked: Asked, folders: readonly WorkspaceFolder[]): CustomExecution =>
    new CustomExecution(async () => {
      const [{ createBriefTerminal }, { runBriefs, exitCodes }, { workOf }] = await Promise.all([import('./brief-terminal.ts'), import('./run-briefs.ts'), import('./work.ts')])
      return createBriefTerminal(async (screen, signal) => {
        const files = await briefsOf(asked, folders)
        if (files.length === 0) {
          screen.line(l10n.t('There is no brief here that {0} means.', asked.briefs.join(', ')))
          return exitCodes.usage
        }
        const nameOf = (file: string): string => workspace.asRelativePath(file)
        return runBriefs(files, workOf(asked.work, { drafts, studio }), { ...screen, found: findings.found, nameOf, say, signal })
      })
    })
  const foldersOf = (scope: Task['scope']): readonly WorkspaceFolder[] => (typeof scope === 'object' ? [scope] : (workspace.workspaceFolders ?? []))

  return [
    findings,
    tasks.registerTaskProvider(taskType, {
      provideTasks: () =>
        (workspace.workspaceFolders ?? []).flatMap(folder =>
          works.map(work => new Task({ type: taskType, do: work }, folder, titleOf(work), 'Coldopen', execution({ work, briefs: [allBriefs] }, [folder]), [])),
        ),
      resolveTask(task) {
        const asked = readDefinition(task.definition)
        if (!asked) return undefined
        // The definition has to be the very one that was asked for.
        return new Task(task.definition, task.scope ?? TaskScope.Workspace, task.name, 'Coldopen', execution(asked, foldersOf(task.scope)), [])
      },
    }),
  ]
}
