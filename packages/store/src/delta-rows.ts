import { markBefore, wordsFor, type Delta, type Mark } from './delta-words.ts'
import type { DeltasTable } from './tables.ts'

/** UTF-8 bytes of words after which a part goes on in another row: the row then just fits into a page of SQLite's. */
const rowBytes = 1900

/** Runs whose rows are remembered; a run that is not begins new ones. */
const rememberedRuns = 1000

/** The row that a part writes on. */
type OpenRow = { readonly first: number; readonly attempt: number; readonly mark: Mark; readonly bytes: number }

/** The open rows of a run, as they are when the run's last event has the number `upTo`. */
type OpenRows = { readonly upTo: number; readonly ofPart: ReadonlyMap<number, OpenRow> }

/** The events of one commit: `after` is the run's last number before it, `upTo` that behind it. `closed`: parts whose rows are gone. */
export type Committing = { readonly run: number; readonly after: number; readonly upTo: number; readonly deltas: readonly Delta[]; readonly closed: ReadonlySet<number | null> }

/**
 * What the deltas of a commit add to the rows of their parts: a row that is there already is continued. What is remembered of a
 * run holds for one number of it: after a commit that failed, or one of another process, it does not fit and is forgotten.
 */
export const createDeltaRows = () => {
  const runs = new Map<number, OpenRows>()
  return (committing: Committing): DeltasTable[] => {
    const { run, after, upTo, deltas, closed } = committing
    const known = runs.get(run)
    const open = new Map(known?.upTo === after ? known.ofPart : [])
    for (const part of closed) if (part !== null) open.delete(part)
    const rows = new Map<number, DeltasTable>()
    for (const event of deltas) {
      const row = continued(open.get(event.part), event) ?? begun(event)
      const { first, words, mark, bytes } = row
      const before = rows.get(first)
      rows.set(first, { run, seq: first, last_seq: mark.last, part: event.part, attempt: event.attempt, words: (before?.words ?? '') + words })
      open.set(event.part, { first, attempt: event.attempt, mark, bytes })
    }
    runs.delete(run)
    if (open.size > 0) runs.set(run, { upTo, ofPart: open })
    const [oldest] = runs.size > rememberedRuns ? runs.keys() : []
    if (oldest !== undefined) runs.delete(oldest)
    return [...rows.values()]
  }
}

type Written = OpenRow & { readonly words: string }

const begun = (event: Delta): Written => {
  const { words, mark } = wordsFor(event, markBefore(event.seq))
  return { first: event.seq, attempt: event.attempt, words, mark, bytes: Buffer.byteLength(words) }
}

const continued = (row: OpenRow | undefined, event: Delta): Written | undefined => {
  if (row?.attempt !== event.attempt) return undefined
  const { words, mark } = wordsFor(event, row.mark)
  const bytes = row.bytes + 1 + Buffer.byteLength(words)
  return bytes > rowBytes ? undefined : { ...row, words: `,${words}`, mark, bytes }
}
