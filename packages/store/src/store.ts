import type { Happening, RunEvent, RunState, PartState, RunStatus, PauseReason, Problem, RunKind, Totals, Usage } from '@coldopen/core'
import type { Allowances } from './allowances.ts'
import type { Inputs } from './inputs.ts'
import type { Users } from './users.ts'

/** A run as a list shows it. Times are ISO 8601, UTC. */
export type RunSummary = {
  readonly id: string
  readonly format: string
  /** The title once the plan is done, the idea before. */
  readonly title: string
  readonly status: RunStatus
  readonly paused?: PauseReason
  readonly problem?: Problem
  readonly createdAt: string
  readonly updatedAt: string
  /** Parts done and in all, the plan not counted. */
  readonly partsDone: number
  readonly parts: number
  readonly usage: Usage
  readonly lastSeq: number
  readonly kind: RunKind
  /** The id of the run whose script a short run works on. */
  readonly of?: string
  /** As of the last commit that said them; absent in a run of an older version that nobody has gone on with. */
  readonly totals?: Totals
}

/** Which runs a list has: those of which all of this holds. */
export type RunFilter = {
  readonly status?: readonly RunStatus[]
  /** All kinds by default. */
  readonly kind?: readonly RunKind[]
  readonly format?: string
  /** The id of the run whose script they work on. */
  readonly of?: string
  /** What the title has in it, whether in small letters or in capitals. */
  readonly text?: string
  /** Created at this moment or later; before this moment. */
  readonly since?: Date
  readonly until?: Date
  /** The id of the user they belong to. */
  readonly owner?: string
}

/** What one commit changes. All of it is stored, or none. */
export type Change = {
  /** The run's own row: everything of the state but its parts. */
  readonly run?: Omit<RunState, 'parts'>
  /** Rows of the parts that changed; a part that is left out stays as it is. */
  readonly parts?: readonly PartState[]
  /**
   * Numbered by the store, in order, from the run's last number on. Where a `part-end` comes with its part, and a `plan-end`
   * with the run and its bible, in one change, their output is stored once and not twice.
   */
  readonly events?: readonly Happening[]
  /** How far the run has come, where that has changed. */
  readonly totals?: Totals
  /**
   * The run's last number as the caller knows it. A database that breaks off may leave it unknown whether a commit was
   * stored: the same change given again with the same `after` is then stored once, and answered as it was. Any other change
   * that does not start from there is refused with `conflict`.
   */
  readonly after?: number
  /** Ids of the inputs that it carries out: they wait no more. */
  readonly taken?: readonly number[]
}

/**
 * The runs of one store, durable when a promise has resolved. Every method rejects with `storage`, and a sentence for the
 * person who meets it, when the database cannot do its work or the store is closed; what was stored before is then kept.
 */
export interface Store {
  /**
   * Stores a new run with epoch 0, by its id, or by its id and that of the user it belongs to. `conflict` when the id exists, `invalid-input` when it is not 1 to 128 of the
   * characters A–Z a–z 0–9 _ . : -
   */
  create(run: string | { readonly id: string; readonly owner: string }, state: RunState, now: Date): Promise<void>
  /** The state as last committed, or undefined when there is no such run. */
  load(id: string): Promise<RunState | undefined>
  summary(id: string): Promise<RunSummary | undefined>
  /** When the parts that are done were done, by their numbers; ISO 8601, UTC. Of parts that an older version has finished this is not known. */
  partsDoneAt(id: string): Promise<ReadonlyMap<number, string>>
  /** Newest first, by the order of creation; `before` is the id of the last run of the page before: `not-found` when it is gone, or another user's. */
  list(query: RunFilter & { readonly limit: number; readonly before?: string }): Promise<RunSummary[]>
  /** The id of the user a run belongs to: null when it belongs to whoever has the server, undefined when there is no such run. */
  ownerOf(id: string): Promise<string | null | undefined>
  /** How many runs there are of each status, of one user or of all. A status that no run has is left out. */
  counts(owner?: string): Promise<ReadonlyMap<RunStatus, number>>
  /** Ids of the runs whose status is pending or processing, oldest first. */
  unfinished(): Promise<string[]>
  /** Takes ownership: the epoch grows by one, and every commit under an older one is refused from now on. `not-found`. */
  claim(id: string): Promise<number>
  /**
   * Commits a change in one transaction, and answers the events with their numbers. `conflict` when the epoch is not the
   * run's own, `not-found` when there is no such run; nothing is stored then. When a part's `part-end` (or the plan's `plan-end`) is committed, the deltas
   * of that part that stand before it are removed; of `progress` only the newest is kept.
   */
  commit(id: string, epoch: number, change: Change, now: Date): Promise<RunEvent[]>
  /**
   * Events with a number above `after`, in order, at most `limit`; none of a run that does not exist. The output of a
   * `part-end` is that which its part has now, and the bible of a `plan-end` the run's last one.
   */
  events(id: string, after: number, limit: number): Promise<RunEvent[]>
  /**
   * Output tokens a unit (a segment, or a word of a chunk) that finished parts of a format took with a model, `provider/model`:
   * of the newest runs, in no order.
   */
  tokensPerUnit(query: { format: string; model: string }): Promise<number[]>
  /**
   * Removes a run, or several, and everything of them, if they are in one of these statuses: all of them or none. `not-found`, or
   * `conflict` when one is in another.
   */
  remove(runs: string | readonly string[], only?: readonly RunStatus[]): Promise<void>
  readonly users: Users
  readonly inputs: Inputs
  readonly allowances: Allowances
  /** Waits for what is under way. Nothing can be asked of the store any more. */
  close(): Promise<void>
}
