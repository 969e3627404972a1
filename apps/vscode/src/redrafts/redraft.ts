import type { RedraftMode } from './modes.ts'

/** A passage that is rewritten: where it stood, and the ends of what stood around it, by which it is found again. */
export type PassageTarget = { readonly type: 'passage'; readonly at: number; readonly before: string; readonly after: string }

/** A segment or a chunk that is written anew. */
export type PieceTarget = { readonly type: 'segment' | 'chunk'; readonly id: string; readonly number: number; readonly shown: number; readonly title: string }

/** A piece of a script that is written anew by a short run of its own, as the workspace remembers it. */
export type RedraftRecord = {
  /** The short run. */
  readonly run: string
  /** The server that has it, by `serverHere`. What was remembered before there was this is any server's. */
  readonly server?: string
  /** The run of the script. */
  readonly of: string
  /** The document, as a URI. */
  readonly script: string
  readonly target: PassageTarget | PieceTarget
  readonly mode: RedraftMode
  readonly note: string
  /** The text as it was when it was asked for, with `\n` at the ends of its lines. */
  readonly old: string
}

export type RedraftStatus = 'writing' | 'done' | 'stopped'

/** How it stands now. */
export type Redraft = RedraftRecord & {
  /** What has come of it, as it would stand in the script. */
  readonly text: string
  readonly status: RedraftStatus
  /** Why it stopped, when it did. */
  readonly problem: string | undefined
}
