/** What a token is like: a word or the beginning of one with the space before it, or a little of anything else. */
const tokenLike = /\s?[\p{L}\p{M}\p{N}]{1,6}|[^\p{L}\p{M}\p{N}\s]{1,3}|\s+/gu

const blockLength = 2048

/** Where a text may be cut at or before `at`: never between the halves of a surrogate pair. */
export const cutAt = (text: string, at: number): number => {
  return at > 0 && at < text.length && (text.codePointAt(at - 1) ?? 0) > 0xffff ? at - 1 : at
}

/** The text in pieces the size of tokens. */
export function* tokenPieces(text: string): Generator<string> {
  for (const match of text.matchAll(tokenLike)) yield match[0]
}

/** The text in large pieces. */
export function* blockPieces(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const to = cutAt(text, Math.min(from + blockLength, text.length))
    yield text.slice(from, to)
    from = to
  }
}
