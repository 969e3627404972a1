import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunkPieces, chunkProse, ownChunkPiece, pieceAt, segmentPieces } from './pieces.ts'
import { filesOf, planOf, podcastFiles, segmentsOf } from './script.fixture.ts'

const script = (count: number): string => filesOf(planOf(count, 5), segmentsOf(count)).get('light.md') ?? ''

test('segments are found where they stand, without the empty lines around them', () => {
  const text = script(3)
  const pieces = segmentPieces(text)
  expect(pieces.map(({ id, number, shown, title }) => ({ id, number, shown, title }))).toEqual([1, 2, 3].map(n => ({ id: `seg_000${n}`, number: n, shown: n, title: `Night ${n}` })))
  for (const { id, start, end } of pieces) expect(text.slice(start, end)).toMatch(new RegExp(`^<!-- ${id} -->\\n## [^]*\\S$`))
})

test('a segment that was moved keeps the number of its run, and one without an anchor has that of its heading', () => {
  expect(segmentPieces('# T\n\n<!-- seg_0007 -->\n## 2. Late\n\nText.\n\n## 3. Own\n\nMore.\n')).toMatchObject([
    { id: 'seg_0007', number: 7, shown: 2 },
    { id: 'seg_0003', number: 3, shown: 3 },
  ])
})

test('the piece around a place is the last that begins before it', () => {
  const pieces = segmentPieces(script(4))
  fc.assert(
    fc.property(fc.nat({ max: script(4).length }), offset => {
      expect(pieceAt(pieces, offset)).toBe(pieces.findLast(piece => piece.start <= offset))
    }),
  )
})

test('chunks are found by what their own files say, and end where the next begins', () => {
  const files = podcastFiles()
  const whole = files.get('L1_complete.md') ?? ''
  const chunks = [1, 2].map(number => ({ number, title: `C${number}`, text: chunkProse(files.get(`L1_chunk_0${number}.md`) ?? '') }))
  expect(chunkPieces(whole, chunks).map(({ start, end }) => whole.slice(start, end))).toEqual(['The water came first.', 'It went again.'])
  expect(chunkPieces(whole.replace('The water', 'Water'), chunks)).toMatchObject([{ id: 'chunk_0002' }])
  expect(chunkPieces(whole.replaceAll('\n', '\r\n'), chunks).map(({ end }) => end)).toEqual([21, 39])
})

test('a chunk’s own file is one piece, without the notice above and the comment below', () => {
  const file = '> Sample text.\n\nOne.\n\nTwo.\n\n<!-- To look at:\n* a name\n-->\n'
  const [piece] = ownChunkPiece(file, { number: 4, title: 'Wrap' })
  expect(file.slice(piece?.start, piece?.end)).toBe('One.\n\nTwo.')
})

test('ten thousand segments are found in one look', () => {
  const block = (n: number): string => `\n<!-- seg_${String(n).padStart(4, '0')} -->\n## ${n}. Night\n\n*INT. ROOM*\n\nText.\n`
  expect(segmentPieces(`# T\n${Array.from({ length: 10_000 }, (_, at) => block(at + 1)).join('')}`)).toHaveLength(10_000)
})
