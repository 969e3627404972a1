/** Characters that are two columns wide in a terminal: those of East Asia, and pictures. */
const wide = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u

const characters = new Intl.Segmenter()

/** How many columns a text takes. A character that is put together of several counts once. */
const widthOf = (text: string): number => {
  if (/^[\u0020-\u024F]*$/.test(text)) return text.length
  return [...characters.segment(text)].reduce((sum, { segment }) => sum + (wide.test(segment) ? 2 : 1), 0)
}

/**
 * Breaks a line between words, so that none of its rows is wider than `columns`. A word that is wider than that is left to
 * the terminal, which breaks it anywhere.
 */
export const wrap = (line: string, columns: number): string => {
  const rows: string[] = []
  let row = ''
  let taken = 0
  for (const piece of line.split(/(?<= )(?=[^ ])/)) {
    const width = widthOf(piece)
    if (taken > 0 && taken + widthOf(piece.trimEnd()) > columns) {
      rows.push(row.trimEnd())
      row = ''
      taken = 0
    }
    row += piece
    taken += width
  }
  return [...rows, row].join('\n')
}
