const lineEnds = /\r\n?|[\u0085\u2028\u2029]/g
// Beside tab and newline, control characters mean nothing on a page, and some of them drive terminals.
// oxlint-disable-next-line no-control-regex
const controls = /[\0-\x08\x0B-\x1F\x7F-\x9F]/g

/**
 * A text as Markdown can hold it: every line end is a newline, and what no page can show (a control character, half a
 * surrogate pair) is U+FFFD.
 */
export const plainText = (text: string): string =>
  text.toWellFormed().replace(lineEnds, '\n').replace(controls, '\uFFFD')

/** The same for a text that comes in pieces: what depends on the next piece is held until it comes. */
export const createPlainText = (): { write(piece: string): string; end(): string } => {
  let high = ''
  let afterReturn = false
  return {
    write(piece) {
      let text = high + (afterReturn && piece.startsWith('\n') ? piece.slice(1) : piece)
      if (piece !== '') afterReturn = piece.endsWith('\r')
      high = /[\uD800-\uDBFF]$/.exec(text)?.[0] ?? ''
      if (high !== '') text = text.slice(0, -1)
      return plainText(text)
    },
    end() {
      return plainText(high)
    },
  }
}
