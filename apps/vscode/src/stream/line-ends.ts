/** How a document ends its lines. */
export type LineEnd = '\n' | '\r\n'

const anyLineEnd = /\r\n|\r|\n/g

/** The text with every line end (`\r\n`, `\r`, `\n`) written as the given one. */
export const withLineEnds = (text: string, lineEnd: LineEnd): string => text.replace(anyLineEnd, lineEnd)

/** An offset into `text` counted anew for the same text with other line ends. */
export function offsetAfterLineEnds(text: string, offset: number, lineEnd: LineEnd): number {
  return withLineEnds(text.slice(0, offset), lineEnd).length
}

/**
 * The length of the beginning of `text` that holds `count` characters, where a `\r\n` counts as one; the whole length when
 * there are not so many.
 */
export function lengthOf(text: string, count: number): number {
  let length = 0
  for (let left = count; left > 0 && length < text.length; left--) length += text.startsWith('\r\n', length) ? 2 : 1
  return length
}

/** How many characters a text has, where a `\r\n` counts as one. */
export const countOf = (text: string): number => text.length - (text.match(/\r\n/g)?.length ?? 0)
