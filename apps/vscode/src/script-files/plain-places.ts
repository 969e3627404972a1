/** A text as it reads, and where each of its places stands in the source. */
export type PlainPlaces = { readonly text: string; readonly at: (place: number) => number }

const marks = /\\([!-/:-@[-`{-~]|\r?\n)|&#(\d{1,7});|<!--.*?-->/gs

/**
 * Markdown as it reads, as far as names need it: without the backslashes of escapes and line breaks, with character references resolved, and
 * with a sign that is no letter where a comment stands.
 */
export const plainMarkdown = (source: string): PlainPlaces => {
  const parts: string[] = []
  /** From each of these places on the source is ahead by so much. */
  const shifts: { from: number; by: number }[] = []
  let length = 0
  let last = 0
  for (const found of source.matchAll(marks)) {
    const [whole, escaped, reference] = found
    const before = source.slice(last, found.index)
    const sign = escaped ?? (reference === undefined ? '\0' : String.fromCodePoint(Math.min(Number(reference), 0x10ffff)))
    parts.push(before, sign)
    length += before.length
    if (escaped !== undefined) shifts.push({ from: length, by: found.index + 1 - length })
    length += sign.length
    last = found.index + whole.length
    shifts.push({ from: length, by: last - length })
  }
  parts.push(source.slice(last))
  return { text: parts.join(''), at: place => place + shiftAt(shifts, place) }
}

const shiftAt = (shifts: readonly { from: number; by: number }[], place: number): number => {
  let from = 0
  let to = shifts.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((shifts[middle]?.from ?? Infinity) <= place) from = middle + 1
    else to = middle
  }
  return shifts[from - 1]?.by ?? 0
}
