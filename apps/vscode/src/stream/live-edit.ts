import type { LiveEdit } from '@coldopen/script'
import { holdBack } from './hold-back.ts'
import { withLineEnds } from './line-ends.ts'

/** What waits to be written into a block, in order. A replacement is the block's whole text, and where the caret is in it. */
export type Waiting =
  | ({ readonly type: 'edit' } & LiveEdit)
  | { readonly type: 'replace'; readonly text: string; readonly caret: number }

/** The queue with one more at its end; edits that follow each other within one insertion become one. */
export function append(queue: readonly Waiting[], next: Waiting): Waiting[] {
  const last = queue.at(-1)
  if (last?.type !== 'edit' || next.type !== 'edit') return [...queue, next]
  const place = last.caret + next.over
  if (place > last.insert.length) return [...queue, next]
  const insert = last.insert.slice(0, place) + next.insert + last.insert.slice(place)
  return [...queue.slice(0, -1), { type: 'edit', over: last.over, insert, caret: place + next.caret }]
}

/** The edit divided into what may be shown and what is held back at the caret (see `holdBack`). */
export function divide(edit: LiveEdit): { readonly ready: LiveEdit; readonly held: LiveEdit | undefined } {
  const { ready, held } = holdBack(edit.insert.slice(0, edit.caret))
  if (held === '') return { ready: edit, held: undefined }
  return {
    ready: { over: edit.over, insert: ready + edit.insert.slice(edit.caret), caret: ready.length },
    held: { over: 0, insert: held, caret: held.length },
  }
}

/** All text of a queue as its reader would see it: the last whole replacement, and what comes after it. */
export function textOf(queue: readonly Waiting[]): string {
  return queue.reduce((text, next) => (next.type === 'replace' ? next.text : text + withLineEnds(next.insert, '\n')), '')
}
