import { segmentId } from '@coldopen/script'
import { scanScript } from './scan-script.ts'

/**
 * A segment or a chunk where it stands in a text, without the empty lines around it. `number` is the one that its run has
 * given it, which is in its id; `shown` is the one that it bears now.
 */
export type Piece = {
  readonly unit: 'segment' | 'chunk'
  readonly id: string
  readonly number: number
  readonly shown: number
  readonly title: string
  readonly start: number
  readonly end: number
  /** Where its heading begins, or its first line. */
  readonly heading: number
}

export const chunkId = (number: number): string => `chunk_${String(number).padStart(4, '0')}`

const trimmedEnd = (text: string, start: number, end: number): number => start + text.slice(start, end).trimEnd().length

/** The segments of a script's Markdown that have a number. Linear in its length. */
export const segmentPieces = (text: string): Piece[] =>
  scanScript(text).segments.flatMap(({ id, number, title, top, end, heading }): Piece[] => {
    const born = Number(/^seg_(\d+)$/.exec(id ?? '')?.[1] ?? number ?? 0)
    if (born === 0) return []
    return [{ unit: 'segment', id: id ?? segmentId(born), number: born, shown: number ?? born, title, start: top, end: trimmedEnd(text, top, end), heading: heading.start }]
  })

/** The Markdown of a segment with another number in its heading; one without a number stays without. */
export const withNumber = (segment: string, number: number): string => {
  const at = scanScript(segment).segments[0]?.numberAt
  return at ? segment.slice(0, at.start) + String(number) + segment.slice(at.end) : segment
}

/** A chunk's own file: its number and its text. */
export type ChunkText = { readonly number: number; readonly title: string; readonly text: string }

/** A chunk's words as they stand in its file: neither the notice above them nor the comment below is one. */
export const chunkProse = (file: string): string => file.replace(/^\uFEFF?> .*\r?\n/, '').replace(/<!--[\s\S]*?-->\s*$/, '').trim()

const firstLine = (text: string): string => /^.*$/m.exec(text)?.[0].trimEnd() ?? ''

/**
 * The chunks of a text that holds them one after the other, by what their own files say: each begins with its first line and
 * ends where the next one begins. One whose beginning the writer has changed is not found.
 */
export const chunkPieces = (text: string, chunks: readonly ChunkText[]): Piece[] => {
  const found: { chunk: ChunkText; start: number }[] = []
  let from = 0
  for (const chunk of chunks) {
    const line = firstLine(chunk.text)
    let start = line === '' ? -1 : text.indexOf(line, from)
    while (start > 0 && text[start - 1] !== '\n') start = text.indexOf(line, start + 1)
    if (start < 0) continue
    found.push({ chunk, start })
    from = start + line.length
  }
  return found.map(({ chunk: { number, title }, start }, at) => {
    const end = trimmedEnd(text, start, found[at + 1]?.start ?? text.length)
    return { unit: 'chunk', id: chunkId(number), number, shown: number, title, start, end, heading: start }
  })
}

/** A chunk's own file as the one piece that it is. */
export const ownChunkPiece = (text: string, { number, title }: Omit<ChunkText, 'text'>): Piece[] => {
  const prose = chunkProse(text)
  const start = text.indexOf(prose)
  return prose === '' || start < 0 ? [] : [{ unit: 'chunk', id: chunkId(number), number, shown: number, title, start, end: start + prose.length, heading: start }]
}

/** The piece around a place; the empty lines behind a piece are its own. */
export const pieceAt = (pieces: readonly Piece[], offset: number): Piece | undefined => {
  let low = 0
  let high = pieces.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((pieces[middle]?.start ?? Infinity) <= offset) low = middle + 1
    else high = middle
  }
  return pieces[low - 1]
}
