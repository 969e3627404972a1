import type { CanonicalPack, Segment } from '@coldopen/script'

/** What becomes of a segment or a chunk that is written anew: other words for the same, about half as much again, or about half. */
export const revisionModes = ['redraft', 'extend', 'shorten'] as const
export type RevisionMode = (typeof revisionModes)[number]

/**
 * What a short run writes anew of another run's script, and what stands around it. It changes nothing of that run: whoever
 * asked for it takes it or leaves it.
 */
export type Revision =
  | {
      readonly type: 'segment'
      /** The id of the run whose script it is. */
      readonly of: string
      readonly mode: RevisionMode
      /** What the writer wants of it. */
      readonly note?: string
      readonly current: Segment
      readonly before?: Segment
      readonly after?: Segment
    }
  | {
      readonly type: 'chunk'
      readonly of: string
      readonly mode: RevisionMode
      readonly note?: string
      readonly current: string
      readonly before?: string
      readonly after?: string
      /** Its number among the chunks of the script, and how many those are. */
      readonly number: number
      readonly total: number
      /** The facts that the script keeps to, where it has any. */
      readonly pack?: CanonicalPack
    }
  | {
      readonly type: 'passage'
      readonly of: string
      readonly note: string
      readonly current: string
      readonly before?: string
      readonly after?: string
    }

/** What a run is there for: a script of its own, or a piece of another one. */
export const runKinds = ['script', 'redraft', 'rewrite'] as const
export type RunKind = (typeof runKinds)[number]

export const kindOf = (revision: Revision | undefined): RunKind => {
  if (!revision) return 'script'
  return revision.type === 'passage' ? 'rewrite' : 'redraft'
}
