import { withNumber, type Piece } from '../script-files/pieces.ts'
import type { TextChange } from '../script-files/text-change.ts'
import { minimalChange } from '../stream/minimal-change.ts'
import { findPassage } from './passage.ts'
import type { Redraft, RedraftRecord } from './redraft.ts'

/**
 * Where the text that a redraft is of stands now. `isSame` is false when the writer has changed it since; that a segment was
 * moved, and has another `number` in its heading, is no change of it.
 */
export type Standing = { readonly start: number; readonly end: number; readonly isSame: boolean; readonly number?: number }

const plain = (text: string): string => text.replaceAll('\r\n', '\n')

/** Offsets of a text with `\n` counted in the text with its own line ends. */
const inSource = (text: string, offset: number): number => {
  if (!text.includes('\r\n')) return offset
  let at = 0
  for (let left = offset; left > 0; left--) at += text.startsWith('\r\n', at) ? 2 : 1
  return at
}

/** Finds what a redraft is of in a text as it is now, given the pieces that the text has. Undefined when it is not there any more. */
export const standingOf = (text: string, pieces: readonly Piece[], record: RedraftRecord): Standing | undefined => {
  const { target, old } = record
  if (target.type === 'passage') {
    const found = findPassage(plain(text), target, old)
    return found && { start: inSource(text, found.start), end: inSource(text, found.end), isSame: found.isSame }
  }
  const isSegment = target.type === 'segment'
  const asThen = (piece: string): string => (isSegment ? withNumber(piece, target.shown) : piece)
  const named = pieces.filter(piece => piece.id === target.id)
  const same = named.find(piece => asThen(plain(text.slice(piece.start, piece.end))) === old)
  const [found] = same ? [same] : named
  return found && { start: found.start, end: found.end, isSame: same !== undefined, ...(isSegment && { number: found.shown }) }
}

/** The smallest change that puts the new text there, with the line ends of the text around it. Nothing outside is touched. */
export const replacement = (text: string, standing: Standing, redraft: Pick<Redraft, 'text'>): Omit<TextChange, 'file'> | undefined => {
  const asNow = standing.number === undefined ? redraft.text : withNumber(redraft.text, standing.number)
  const fresh = text.includes('\r\n') ? plain(asNow).replaceAll('\n', '\r\n') : asNow
  const change = minimalChange(text.slice(standing.start, standing.end), fresh, standing.start)
  return change && { start: change.offset, end: change.offset + change.length, text: change.text }
}
