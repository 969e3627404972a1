import type { PassageTarget } from './redraft.ts'

/** Characters around a passage that are remembered, and that a model is shown. */
const remembered = 200
const shown = 2000

const plain = (text: string): string => text.replaceAll('\r\n', '\n')

/** A passage of a text. */
export type Passage = { readonly text: string; readonly target: PassageTarget; readonly before: string; readonly after: string }

/** What is selected, without the white space around it; undefined when that is nothing. `\r\n` counts as one character. */
export const passageOf = (text: string, from: number, to: number): Passage | undefined => {
  const selected = text.slice(from, to)
  const lead = selected.length - selected.trimStart().length
  const core = plain(selected.trim())
  if (core === '') return undefined
  const before = plain(text.slice(0, from + lead))
  const after = plain(text.slice(from + selected.trimEnd().length))
  return {
    text: core,
    target: { type: 'passage', at: before.length, before: before.slice(-remembered), after: after.slice(0, remembered) },
    before: before.slice(-shown),
    after: after.slice(0, shown),
  }
}

/** How much of two texts is the same, counted from the end of both. */
const sameEnd = (one: string, other: string): number => {
  let same = 0
  while (same < one.length && same < other.length && one.at(-1 - same) === other.at(-1 - same)) same++
  return same
}

/**
 * Where a passage stands now, in a text whose lines end with `\n`: as it was, or else between what stood around it. Of several
 * places the one with the most of that around it, then the nearest.
 */
export const findPassage = (text: string, target: PassageTarget, old: string): { readonly start: number; readonly end: number; readonly isSame: boolean } | undefined => {
  let best: { start: number; around: number } | undefined
  for (let start = text.indexOf(old); start >= 0; start = text.indexOf(old, start + 1)) {
    const around = sameEnd(text.slice(Math.max(0, start - remembered), start), target.before)
    const isBetter = !best || around > best.around || (around === best.around && Math.abs(start - target.at) < Math.abs(best.start - target.at))
    if (isBetter) best = { start, around }
  }
  if (best) return { start: best.start, end: best.start + old.length, isSame: true }
  const from = target.before === '' ? 0 : text.lastIndexOf(target.before, target.at)
  if (from < 0) return undefined
  const start = from + target.before.length
  const end = target.after === '' ? text.length : text.indexOf(target.after, start)
  return end < 0 ? undefined : { start, end, isSame: false }
}
