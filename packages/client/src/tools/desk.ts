import type { Brief, Capability, Estimate, RunStatus } from '@coldopen/core/protocol'
import type { Bible, Segment } from '@coldopen/script'

/** A draft that a tool started, as it stands now. */
export type AgentDraft = {
  readonly run: string
  /** Where it is, in one line. */
  readonly line: () => string
  readonly status: () => RunStatus
  /** Why it stopped, when it did. */
  readonly problem: () => string | undefined
  /** The script's file, once there is one. */
  readonly file: () => string | undefined
  /** Resolves when it has ended, however it did. */
  readonly ended: Promise<void>
  readonly stop: () => Promise<void>
}

/** Hard limits: no request leaves that could exceed them. USD, and tokens. */
export type Limits = { readonly maxCost?: number | undefined; readonly maxTokens?: number | undefined }

/** What is to be drafted anew: a brief, and the folder or the brief's own file it belongs to. */
export type AgentWish = { readonly brief: Brief; readonly base: string; readonly briefFile?: string | undefined; readonly limits: Limits }

/** What of a script is to be written anew. `current` is its text as the writer has it now, where that is known. */
export type AgentRedraft = {
  readonly run: string
  readonly unit: 'segment' | 'chunk'
  readonly id: string
  /** The number that the run has given it, and the one that it bears now. */
  readonly number: number
  readonly shown: number
  readonly note: string
  readonly limits: Limits
  readonly roster: Bible['characters_roster']
  readonly current: Segment | string | undefined
}

/** What of a brief is asked for: these parts (all by default), from a plan that is there already. */
export type AgentWork = { readonly only?: readonly number[]; readonly bible?: Bible | undefined }

/** What drafting would use. */
export type Spending = { readonly model: string; readonly capability: Capability; readonly estimate: Estimate }

/** What the tools need of the place they run in: an editor's window, or a process of its own. */
export type AgentDesk = {
  /** Folders that scripts may be in, as absolute paths: those of the workspace. */
  readonly folders: () => readonly string[]
  /** A file's text as its writer has it, in an editor or on disk; undefined when there is none, or it is a link. */
  readonly read: (file: string) => Promise<string | undefined>
  /** What a brief would use. Sends nothing to a model. */
  readonly estimate: (brief: Brief, work?: AgentWork) => Promise<Spending>
  readonly start: (wish: AgentWish) => Promise<AgentDraft>
  /** Goes on with the draft of a script's folder; one that is under way here is answered as it is. */
  readonly resume: (dir: string, limits: Limits) => Promise<AgentDraft>
  /** The new text, as Markdown; the script stays as it is. */
  readonly redraft: (wish: AgentRedraft, signal: AbortSignal) => Promise<string>
  /** Throws where what a call would cost has to be agreed to and was not. */
  readonly agree: (spending: Spending, limits: Limits) => void
}
