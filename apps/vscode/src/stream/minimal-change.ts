import type { Change } from './region.ts'

/**
 * The smallest single change that turns `before`, which stands at `offset` of the document, into `after`; undefined when they
 * are equal. It never begins or ends within a surrogate pair or a `\r\n`.
 */
export function minimalChange(before: string, after: string, offset: number): Change | undefined {
  if (before === after) return undefined
  const shorter = Math.min(before.length, after.length)
  let same = 0
  while (same < shorter && before[same] === after[same]) same++
  while (same > 0 && (isInsidePair(before, same) || isInsidePair(after, same))) same--
  let sameEnd = 0
  while (sameEnd < shorter - same && before.at(-1 - sameEnd) === after.at(-1 - sameEnd)) sameEnd++
  while (sameEnd > 0 && (isInsidePair(before, before.length - sameEnd) || isInsidePair(after, after.length - sameEnd))) sameEnd--
  return {
    offset: offset + same,
    length: before.length - same - sameEnd,
    text: after.slice(same, after.length - sameEnd),
  }
}

function isInsidePair(text: string, place: number): boolean {
  return /^(\r\n|[\uD800-\uDBFF][\uDC00-\uDFFF])$/.test(text.slice(place - 1, place + 1))
}
