import type { LineEnd } from './line-ends.ts'
import { countOf, lengthOf, offsetAfterLineEnds, withLineEnds } from './line-ends.ts'

/** A change of a document: `length` characters at `offset` are replaced by `text`. Offsets are UTF-16 code units. */
export type Change = { readonly offset: number; readonly length: number; readonly text: string }

/** A piece of what the stream wrote behind its caret. One that is gone was deleted, and stands nowhere. */
export type Piece = { readonly at: number; readonly text: string; readonly gone: boolean }

/**
 * The part of a document that one block of a stream fills: from `start` to `end`, written at `caret`. `ahead` is the
 * stream's own text between caret and end, in order, without what the writer put there.
 */
export type Region = {
  readonly start: number
  readonly end: number
  readonly caret: number
  readonly ahead: readonly Piece[]
  /** Whether the writer changed anything inside it. */
  readonly touched: boolean
  /** `deleted` and `undone` regions are a mere place in the document, which still moves. */
  readonly fate: 'open' | 'deleted' | 'undone'
}

export const emptyRegion = (at: number): Region => ({ start: at, end: at, caret: at, ahead: [], touched: false, fate: 'open' })

/** The region after somebody else's change; `undoing` when an undo made it. */
export function moveRegion(region: Region, change: Change, undoing: boolean): Region {
  const from = change.offset
  const to = change.offset + change.length
  const grown = change.text.length - change.length
  if (region.fate !== 'open' || region.start === region.end) return placedAt(region, movePlace(region.start, change))
  if (from >= region.end) return region
  if (to <= region.start) return shiftRegion(region, grown)
  const fate = from <= region.start && to >= region.end ? 'deleted' : 'open'
  // An undo that takes back what stands before the caret takes back the stream: going on would leave a hole.
  if (undoing && (fate === 'deleted' || (from < region.caret && to >= region.caret))) return endedAt(region, from, 'undone')
  if (fate === 'deleted') return endedAt(region, from + change.text.length, 'deleted')
  const end = to <= region.end ? region.end + grown : from
  return {
    ...region,
    start: from < region.start ? from + change.text.length : region.start,
    end,
    caret: Math.min(end, movePlace(region.caret, change)),
    ahead: region.ahead.flatMap(piece => movePiece(piece, change)),
    touched: true,
  }
}

/** Where a place is after a change. Text that is inserted right at it comes after it. */
export function movePlace(place: number, change: Change): number {
  if (change.offset >= place) return place
  const grown = change.text.length - change.length
  return change.offset + change.length <= place ? place + grown : change.offset + change.text.length
}

/** The region moved by a number of characters. */
export function shiftRegion(region: Region, by: number): Region {
  const ahead = region.ahead.map(piece => ({ ...piece, at: piece.at + by }))
  return { ...region, start: region.start + by, end: region.end + by, caret: region.caret + by, ahead }
}

/** How many characters of the stream's own stand behind the caret. */
export const countAhead = (region: Region): number => region.ahead.reduce((sum, piece) => sum + countOf(piece.text), 0)

/** The place of the caret, and what is then ahead, once it has passed over `count` of the stream's own characters. */
export function passOver(region: Pick<Region, 'caret' | 'ahead'>, count: number): Pick<Region, 'caret' | 'ahead'> {
  let caret = region.caret
  let left = count
  const ahead = [...region.ahead]
  for (let piece = ahead[0]; piece !== undefined && left > 0; piece = ahead[0]) {
    const passed = lengthOf(piece.text, left)
    left -= countOf(piece.text.slice(0, passed))
    caret = piece.gone ? piece.at : piece.at + passed
    ahead.shift()
    if (passed < piece.text.length) ahead.unshift({ ...piece, at: caret, text: piece.text.slice(passed) })
  }
  return { caret, ahead }
}

/** The region after all line ends of the document were changed; `before` is the document's text as it was. */
export function regionAfterLineEnds(region: Region, before: string, lineEnd: LineEnd): Region {
  const place = (offset: number): number => offsetAfterLineEnds(before, offset, lineEnd)
  const ahead = region.ahead.map(piece => ({ ...piece, at: place(piece.at), text: withLineEnds(piece.text, lineEnd) }))
  return { ...region, start: place(region.start), end: place(region.end), caret: place(region.caret), ahead }
}

const placedAt = (region: Region, at: number): Region => ({ ...region, start: at, end: at, caret: at, ahead: placedPieces(region, at) })

const endedAt = (region: Region, at: number, fate: 'deleted' | 'undone'): Region => ({ ...placedAt(region, at), ahead: [], touched: true, fate })

/** In an empty region every piece is gone. */
const placedPieces = (region: Region, at: number): Piece[] => region.ahead.map(piece => ({ ...piece, at }))

function movePiece(piece: Piece, change: Change): Piece[] {
  const from = change.offset
  const to = change.offset + change.length
  const grown = change.text.length - change.length
  if (piece.gone) return [{ ...piece, at: movePlace(piece.at, change) }]
  if (from >= piece.at + piece.text.length) return [piece]
  if (to <= piece.at) return [{ ...piece, at: piece.at + grown }]
  const first = Math.max(0, from - piece.at)
  const last = Math.min(piece.text.length, to - piece.at)
  const parts: Piece[] = [
    { at: piece.at, text: piece.text.slice(0, first), gone: false },
    { at: from, text: piece.text.slice(first, last), gone: true },
    { at: to + grown, text: piece.text.slice(last), gone: false },
  ]
  return parts.filter(part => part.text !== '')
}
