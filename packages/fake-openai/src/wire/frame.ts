/** One server-sent event of an answer, and when it is due. */
export type Frame = {
  /** The event as it stands on the wire, its blank line included. */
  readonly wire: string
  /** Its `sequence_number`; chat completions have none and count from 0 all the same. */
  readonly sequence: number
  /** Characters of the answer's text up to and including this event. */
  readonly characters: number
  /** Tokens that are written before it can be sent; undefined when it is sent at once. */
  readonly after?: number
}

/**
 * A text in pieces of `size` characters. A piece ends at every mark, so that something can happen exactly there, and not
 * inside a surrogate pair unless `splitPairs` says so.
 */
export function* pieces(text: string, size: number, options: { marks: readonly number[]; splitPairs: boolean }): Generator<string> {
  const marks = options.marks.toSorted((one, other) => one - other)
  let from = 0
  while (from < text.length) {
    while (marks[0] !== undefined && marks[0] <= from) marks.shift()
    let to = Math.min(from + size, marks[0] ?? Infinity, text.length)
    const halves = isHigh(text.charCodeAt(to - 1)) && isLow(text.charCodeAt(to))
    if (halves && !options.splitPairs) to += to - 1 > from ? -1 : 1
    yield text.slice(from, to)
    from = to
  }
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff
