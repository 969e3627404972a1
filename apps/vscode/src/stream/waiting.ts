import { holdBack } from './hold-back.ts'
import { withLineEnds } from './line-ends.ts'

/** A text with a caret in it. */
export type CaretText = { readonly before: string; readonly behind: string }

/**
 * What waits to be written into a block: text at the caret, after passing over `over` characters that the stream wrote behind
 * it before; or the block's whole text.
 */
export type Waiting =
  | ({ readonly type: 'edit'; readonly over: number } & CaretText)
  | ({ readonly type: 'replace' } & CaretText)

export type WaitingEdit = Extract<Waiting, { type: 'edit' }>

/** The queue with one more at its end; edits that follow each other within one insertion become one. */
export function append(queue: readonly Waiting[], next: Waiting): Waiting[] {
  const last = queue.at(-1)
  if (last?.type !== 'edit' || next.type !== 'edit' || next.over > last.behind.length) return [...queue, next]
  const before = last.before + last.behind.slice(0, next.over) + next.before
  const behind = next.behind + last.behind.slice(next.over)
  return [...queue.slice(0, -1), { type: 'edit', over: last.over, before, behind }]
}

/** What may be shown of a text, and the edit that follows it with what is held back at its caret (see `holdBack`). */
export function divide<Text extends CaretText>(text: Text): { readonly ready: Text; readonly held: WaitingEdit | undefined } {
  const { ready, held } = holdBack(text.before)
  if (held === '') return { ready: text, held: undefined }
  return { ready: { ...text, before: ready }, held: { type: 'edit', over: 0, before: held, behind: '' } }
}

/** All text of a queue as its reader would see it: the last whole replacement, and what comes after it. */
export function textOf(queue: readonly Waiting[]): string {
  return queue.reduce((text, next) => {
    const own = withLineEnds(next.before + next.behind, '\n')
    return next.type === 'replace' ? own : text + own
  }, '')
}
