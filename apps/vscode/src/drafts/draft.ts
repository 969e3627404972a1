import type { Brief, Problem, RunEvent, RunStatus } from '@coldopen/client'
import type { Bible } from '@coldopen/script'
import type { Uri } from 'vscode'

/** Where a script goes: into `drafts/<slug>` of a folder, or into a folder itself. */
export type Where = { readonly base: string } | { readonly dir: string }

/** Where the files of a script are, once its title is known. */
export type DraftPlace = { readonly dir: string; readonly slug: string; readonly script: Uri; readonly bible: Uri }

/** A script that is drafted in this window, or was, as it stands now. */
export type Draft = {
  /** The run's id. */
  readonly run: string
  readonly brief: Brief
  /** The brief's own file, when it has one. */
  readonly briefUri: Uri | undefined
  /** Where its files go, and the run whose files they were before. */
  readonly where: Where
  readonly takesOver: string | undefined
  readonly place: DraftPlace | undefined
  /** `pending` until the run has begun. */
  readonly status: RunStatus
  /** Why it stopped, when it did. */
  readonly problem: Problem | undefined
  /** Where it is, in a few words (`set 1/2 · 7/20`), and everything in one line. */
  readonly short: string
  readonly line: string
  /** The figures that were told last. */
  readonly progress: Extract<RunEvent, { type: 'progress' }> | undefined
  /** Resolves when nothing more of it arrives in this window and all that came is in its documents. Never rejects. */
  readonly ended: Promise<void>
}

/** Hard limits in USD and in tokens: no request leaves that could exceed them. */
export type Limits = { readonly maxCost?: number | undefined; readonly maxTokens?: number | undefined }

/** What is to be drafted. */
export type Wish = {
  readonly brief: Brief
  readonly where: Where
  readonly briefUri?: Uri
  /** A plan that is there already. */
  readonly bible?: Bible
  /** The parts to draft: all by default, `[]` for the plan alone. */
  readonly only?: readonly number[]
  readonly limits?: Limits
  /** The run that this one goes on from, in the same files. */
  readonly takesOver?: string
  /** The sample writer writes it, whatever model is chosen. */
  readonly bySample?: true
  /** Nobody waits to see it: no editor is opened for it. */
  readonly unseen?: true
}

/** What of a draft is shown where the writer asked for it: the plan alone, or the script. */
export type Show = 'bible' | 'script' | 'nothing'

export const isActive = (draft: Draft): boolean => draft.status === 'pending' || draft.status === 'processing'
