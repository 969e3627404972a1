import { hadNoEnd, headerId, inFile, type Passage, type Passages } from './passages.ts'
import { hashOf, isOurs, type TextRecord } from './sidecar.ts'

/** A piece of a script's file: what stands before the first anchor, or an anchor and what follows it. */
export type Piece = { readonly id: string; text: string }

const anchor = /(?:\r?\n)?^<!--[ \t]*(seg_\w+)[ \t]*-->[ \t]*\r?$/gm

/** Cuts a file into pieces. The pieces, joined, are the file. */
export type Cutter = (text: string) => Piece[]

/** Cuts a file at the anchors of its segments. The pieces, joined, are the file. */
export const piecesOf = (text: string): Piece[] => {
  const pieces: Piece[] = []
  let id = headerId
  let from = 0
  for (const found of text.matchAll(anchor)) {
    pieces.push({ id, text: text.slice(from, found.index) })
    id = found[1] ?? headerId
    from = found.index
  }
  pieces.push({ id, text: text.slice(from) })
  return pieces
}

/** The number a segment was born with; 0 for the header. */
export const numberOfId = (id: string): number => Number(/^(?:seg|chunk)_(\d+)$/.exec(id)?.[1] ?? 0)

/** A text without what editors change by themselves when they save: line ends, and white space at the end. */
export const plainText = (text: string): string => text.replaceAll('\r\n', '\n').trimEnd()

export const passageHash = (text: string): string => hashOf(plainText(text))

/** What came of a merge: the file's new text, and the passages whose text has no place in it any more. */
export type Merged = { readonly text: string; readonly leftOut: readonly Passage[] }

/** Whether a piece is what we made of it, so that it may be replaced. */
export const isUntouched = (piece: Piece, passage: Passage, left: TextRecord | undefined): boolean => {
  const found = plainText(piece.text)
  if (passage.written !== undefined && found === plainText(passage.written)) return true
  if (isOurs(left, hashOf(found))) return true
  return passage.handed === 'so far' && passage.text.startsWith(found)
}

/** What is known of a script that its file is merged with: everything up to the event `told` had been told when its folder was opened. */
export type Merging = Pick<Passages, 'list' | 'left'> & { readonly told: number }

/**
 * The passage in whose middle a file ends because an editor saved it there, before a process that had never put it anywhere itself
 * came upon it. It had no end then, or what came behind it was not saved any more. Undefined where it was the writer who made it end.
 */
const cutOff = (pieces: readonly Piece[], { list, left, told }: Merging): Passage | undefined => {
  const last = pieces.at(-1)
  const passage = last && list.find(({ id }) => id === last.id)
  if (!passage || passage.written !== undefined || passage.handed !== undefined || left.has(passage.id)) return undefined
  if (!passage.text.startsWith(plainText(last.text)) || pieces.some(({ id }) => numberOfId(id) > passage.number)) return undefined
  return hadNoEnd(passage, told) || list.some(({ number, beganAt }) => number > passage.number && (beganAt ?? Infinity) <= told) ? passage : undefined
}

/** Whether a passage was without its end when this process last put it into the file, or an editor was last told of it. */
const wasUnfinished = (passage: Passage): boolean => {
  return passage.handed === undefined ? passage.written !== undefined : passage.handed === 'so far'
}

/** What a process before this one has put into the file of a passage, where a piece begins with it. */
const leftIn = (found: string, passage: Passage, left: TextRecord | undefined): string => {
  let common = 0
  while (common < found.length && found[common] === passage.text[common]) common++
  const begun = plainText(found.slice(0, common))
  return isOurs(left, hashOf(begun)) ? begun : ''
}

/** The piece with the rest of a passage, where the writer changed it while it was being written; undefined when it cannot be told what the rest is. */
const continued = (piece: Piece, passage: Passage, left: TextRecord | undefined): string | undefined => {
  const found = plainText(piece.text)
  const written = passage.written === undefined ? leftIn(found, passage, left) : plainText(passage.written)
  if (written === '') return undefined
  // The writer went on behind what had arrived: what arrived since goes between the two.
  if (found.startsWith(written)) return `${plainText(passage.text)}${found.slice(written.length)}\n`
  if (!passage.text.startsWith(written)) return undefined
  const rest = passage.text.slice(written.length)
  const lastLine = written.slice(written.lastIndexOf('\n') + 1)
  return found.endsWith(lastLine) ? `${found}${rest}` : `${found}\n\n${rest.trimStart()}`
}

/** Puts a text behind the piece with the next lower number, wherever the writer has put that one. */
const insert = (pieces: Piece[], passage: Passage, text: string): void => {
  let at = 0
  let highest = -1
  for (const [index, piece] of pieces.entries()) {
    const number = numberOfId(piece.id)
    if (number < passage.number && number >= highest) {
      highest = number
      at = index
    }
  }
  const before = pieces[at]
  if (before && before.text !== '' && !before.text.endsWith('\n')) before.text += '\n'
  pieces.splice(at + 1, 0, { id: passage.id, text })
}

/**
 * Brings what is new into a file that the writer has edited. Passages that the writer has not touched follow the script; one
 * that was touched is left as it is, and one that was removed stays away. Only finished passages are brought in.
 */
export const mergeScript = (file: string, passages: Merging, cut: Cutter = piecesOf): Merged => {
  const pieces = cut(file)
  const byId = new Map(pieces.map(piece => [piece.id, piece]))
  const lineEnd = file.includes('\r\n') ? '\r\n' : '\n'
  const asInFile = (text: string): string => text.replaceAll(/\r?\n/g, lineEnd)
  const leftOut: Passage[] = []
  const ours = cutOff(pieces, passages)
  for (const passage of passages.list) {
    if (!passage.finished || passage.text === passage.written) continue
    const piece = byId.get(passage.id)
    if (!piece) {
      const removed = passage.written !== undefined || passages.left.get(passage.id)?.hash !== undefined
      if (removed) leftOut.push(passage)
      else insert(pieces, passage, asInFile(inFile(passage)))
      continue
    }
    if (plainText(piece.text) === plainText(passage.text)) {
      if (piece.text !== '' && !piece.text.endsWith('\n') && wasUnfinished(passage)) piece.text += lineEnd
      continue
    }
    const left = passages.left.get(passage.id)
    const text = passage === ours || isUntouched(piece, passage, left) ? inFile(passage) : continued(piece, passage, left)
    if (text === undefined) leftOut.push(passage)
    else piece.text = asInFile(text)
  }
  return { text: pieces.map(piece => piece.text).join(''), leftOut }
}
