import type { Coldopen } from '@coldopen/client'
import type { CodeActionProvider, Disposable, Uri } from 'vscode'
import type { Drafts } from '../drafts/drafts.ts'
import { createCastTree, type CastTree } from './cast-tree.ts'
import { createCurrentScript, type CurrentScript } from './current-script.ts'
import { createMarks } from './marks.ts'
import { createOutlineTree, type OutlineTree } from './outline-tree.ts'
import { createProblemsProvider } from './problems-provider.ts'
import { createRunsModel, type RunsModel } from './runs-model.ts'
import { createRunsTree, type RunsTree } from './runs-tree.ts'

export type ViewSources = { readonly drafts: Drafts; readonly connect: () => Promise<Coldopen>; readonly extension: Uri }

/** What stands behind the views. It is made when the first of them is looked at, or the first draft begins. */
export type ViewParts = Disposable & {
  readonly current: CurrentScript
  readonly outline: OutlineTree
  readonly cast: CastTree
  readonly model: RunsModel
  readonly runs: RunsTree
  readonly problems: CodeActionProvider
}

export const createViewParts = ({ drafts, connect, extension }: ViewSources): ViewParts => {
  const current = createCurrentScript(drafts)
  const model = createRunsModel({ drafts, connect })
  const marks = createMarks(current, extension)
  const problems = createProblemsProvider(current, drafts)
  return {
    current,
    outline: createOutlineTree(current),
    cast: createCastTree(current),
    model,
    runs: createRunsTree(model),
    problems,
    dispose() {
      for (const one of [problems, marks, model, current]) one.dispose()
    },
  }
}
