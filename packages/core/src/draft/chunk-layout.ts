import type { Brief, PlannedChunk } from '../brief.ts'
import type { ChunkedFormat } from '../formats/format.ts'

const sumOf = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0)

/** Shares `total` out in proportion to `sizes`, in whole numbers that add up to it: the largest remainders are rounded up. */
export const shareOut = (total: number, sizes: readonly number[]): number[] => {
  const all = sumOf(sizes)
  const exact = sizes.map(size => (total * size) / all)
  const shares = exact.map(Math.floor)
  const byRemainder = exact.map((size, at) => ({ at, rest: size - Math.floor(size) })).toSorted((a, b) => b.rest - a.rest || a.at - b.at)
  const missing = total - sumOf(shares)
  for (const { at } of byRemainder.slice(0, missing)) shares[at] = (shares[at] ?? 0) + 1
  return shares
}

/** Halves the largest chunk, the first of equals, until there are `count`; what follows a half is `title (2)`, `title (3)` …. */
const halved = (chunks: readonly PlannedChunk[], count: number): PlannedChunk[] => {
  const pieces = chunks.map(chunk => ({ chunk, words: chunk.words }))
  while (pieces.length < count) {
    const at = pieces.findIndex(piece => piece.words === Math.max(...pieces.map(each => each.words)))
    const largest = pieces[at]
    if (!largest) break
    const second = Math.floor(largest.words / 2)
    pieces.splice(at, 1, { ...largest, words: largest.words - second }, { ...largest, words: second })
  }
  const seen = new Map<PlannedChunk, number>()
  return pieces.map(({ chunk, words }) => {
    const turn = (seen.get(chunk) ?? 0) + 1
    seen.set(chunk, turn)
    return { title: turn === 1 ? chunk.title : `${chunk.title} (${turn})`, role: chunk.role, words }
  })
}

/** Chunks of about one size, none beyond `most` words unless their number is given. */
const evenly = (words: number, most: number, given?: number): number[] => {
  const count = given ?? Math.ceil(words / most)
  return shareOut(words, Array.from({ length: count }, () => 1))
}

const outlined = (words: readonly number[]): PlannedChunk[] => {
  return words.map((size, at) => {
    if (at === words.length - 1) return { title: words.length === 1 ? 'The Whole' : 'Ending', role: 'bring it to its end', words: size }
    return at === 0 ? { title: 'Opening', role: 'open it', words: size } : { title: `Part ${at + 1}`, role: 'carry it on', words: size }
  })
}

/** Words of one chunk of a shorter cut, at most. */
const cutWords = 1250

const cut = (words: number): PlannedChunk[] => {
  const sizes = evenly(words, cutWords)
  return sizes.map((size, at) => ({ title: sizes.length === 1 ? 'Short Cut' : `Short Cut, part ${at + 1}`, role: 'what matters most, for those who have little time', words: size }))
}

/** The chunks of a script: as its writer planned them, or by the format's own table or sizes. */
export const chunksOf = (format: ChunkedFormat, brief: Pick<Brief, 'words' | 'chunks' | 'chunkPlan' | 'cutOf'>): PlannedChunk[] => {
  if (brief.chunkPlan) return brief.chunkPlan
  if (brief.cutOf) return cut(brief.cutOf.words)
  if (format.plan === 'written') return outlined(evenly(brief.words ?? format.words, format.chunkWords, brief.chunks))
  const usual = format.chunks.map(chunk => chunk.words)
  const words = shareOut(brief.words ?? sumOf(usual), usual)
  const scaled = format.chunks.map((chunk, at) => ({ ...chunk, words: words[at] ?? chunk.words }))
  return halved(scaled, brief.chunks ?? scaled.length)
}
