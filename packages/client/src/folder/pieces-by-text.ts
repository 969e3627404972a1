import type { Cutter, Piece } from './merge-script.ts'
import { headerId, type Passages } from './passages.ts'

/** A shorter line could stand anywhere. */
const tellingLength = 12
/** Lines of a text that are looked for, where those before or behind them were changed. */
const lookedFor = 8

/** A text that is looked for in a file, in each of the words that it may have there. */
export type SoughtText = { readonly id: string; readonly number: number; readonly texts: readonly string[] }

/** Where a line begins in a file, from an offset on: the whole of it, or else its beginning, since the rest may not be there yet. */
const placeOfLine = (file: string, line: string, from: number): { start: number; end: number } | undefined => {
  for (const length of [line.length, 60, 24]) {
    const begun = line.slice(0, length)
    for (let start = file.indexOf(begun, from); start !== -1; start = file.indexOf(begun, start + 1)) {
      if (start === 0 || file[start - 1] === '\n') return { start, end: start + begun.length }
    }
  }
  return undefined
}

const linesOf = (text: string): string[] => text.split('\n').filter(line => line.trim() !== '')
const tells = (line: string, at: number): boolean => at === 0 || line.length >= tellingLength

/** Where a text begins in a file: at its first line, or at the first after it that the writer has left as it was. */
const placeOf = (file: string, text: string, from: number): { start: number; end: number } | undefined => {
  for (const [at, line] of linesOf(text).slice(0, lookedFor).entries()) {
    const place = tells(line, at) ? placeOfLine(file, line.trimEnd(), from) : undefined
    if (place) return place
  }
  return undefined
}

/** Where a text ends in a file that begins with it: behind its last line, or the last before it that the writer has left as it was. */
export const endIn = (file: string, text: string): number | undefined => {
  for (const [at, line] of linesOf(text).toReversed().slice(0, lookedFor).entries()) {
    if (!tells(line, at)) continue
    for (let start = file.lastIndexOf(line); start !== -1; start = start === 0 ? -1 : file.lastIndexOf(line, start - 1)) {
      const lineEnd = /^\r?(?:\n|$)/.exec(file.slice(start + line.length, start + line.length + 2))
      if (lineEnd && (start === 0 || file[start - 1] === '\n')) return start + line.length + lineEnd[0].length
    }
  }
  return undefined
}

/** The blank line before a text belongs to it, as it does where we write it. */
const withBlankLine = (file: string, start: number): number => {
  const before = /\n(\r?\n)$/.exec(file.slice(Math.max(0, start - 4), start))
  return start - (before?.[1]?.length ?? 0)
}

/** Cuts a file that has no anchors where the texts begin that we have put there, in the order of their numbers. */
export const piecesByText = (file: string, sought: readonly SoughtText[]): Piece[] => {
  const pieces: Piece[] = []
  let id = headerId
  let from = 0
  let searched = 0
  for (const { id: next, number, texts } of sought) {
    let place: ReturnType<typeof placeOf>
    for (const text of number === 0 ? [] : texts) place ??= placeOf(file, text, searched)
    if (!place) continue
    const start = withBlankLine(file, place.start)
    pieces.push({ id, text: file.slice(from, start) })
    id = next
    from = start
    searched = place.end
  }
  pieces.push({ id, text: file.slice(from) })
  return pieces
}

/** How a script's file is cut when it is not cut at anchors. */
export const cutterOf = (passages: Passages): Cutter | undefined => {
  if (passages.kind.unit !== 'chunk') return undefined
  return text => piecesByText(text, passages.list.map(({ id, number, written, text: now }) => ({ id, number, texts: [written ?? now] })))
}
