import type { Cutter, Piece } from './merge-script.ts'
import { headerId, type Passage, type Passages } from './passages.ts'

/** A shorter line could stand anywhere. */
const tellingLength = 12
/** Lines of a passage that are looked for, where those before them were changed. */
const lookedFor = 8

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

/** Where a passage begins in a file: at its first line, or at the first after it that the writer has left as it was. */
const placeOf = (file: string, passage: Passage, from: number): { start: number; end: number } | undefined => {
  const lines = (passage.written ?? passage.text).split('\n').filter(line => line.trim() !== '')
  for (const [at, line] of lines.slice(0, lookedFor).entries()) {
    const place = at === 0 || line.length >= tellingLength ? placeOfLine(file, line.trimEnd(), from) : undefined
    if (place) return place
  }
  return undefined
}

/** The blank line before a text belongs to it, as it does where we write it. */
const withBlankLine = (file: string, start: number): number => {
  const before = /\n(\r?\n)$/.exec(file.slice(Math.max(0, start - 4), start))
  return start - (before?.[1]?.length ?? 0)
}

/** Cuts a file that has no anchors where the texts begin that we have put there, in the order of their numbers. */
export const piecesByText = (file: string, passages: readonly Passage[]): Piece[] => {
  const pieces: Piece[] = []
  let id = headerId
  let from = 0
  let searched = 0
  for (const passage of passages) {
    const place = passage.number === 0 ? undefined : placeOf(file, passage, searched)
    if (!place) continue
    const start = withBlankLine(file, place.start)
    pieces.push({ id, text: file.slice(from, start) })
    id = passage.id
    from = start
    searched = place.end
  }
  pieces.push({ id, text: file.slice(from) })
  return pieces
}

/** How a script's file is cut when it is not cut at anchors. */
export const cutterOf = (passages: Passages): Cutter | undefined => {
  return passages.kind.unit === 'chunk' ? text => piecesByText(text, passages.list) : undefined
}
