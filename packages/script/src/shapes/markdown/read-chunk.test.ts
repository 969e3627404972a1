import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hostileText } from '../../../test/hostile-text.ts'
import { chunkFile, chunkMarkdown } from './chunk.ts'
import { readChunk } from './read-chunk.ts'

const chunk = { chunk_number: 1, title: 'Cold Open', target_words: 400, words: 5, marks: [{ kind: 'length' as const, note: '5 words where 400 were planned' }] }

test('a chunk is read as it was written, without the notice above it and the comment below it', () => {
  const text = 'She counts: 1. one, 2. two — *no* more.\n\n“灯台” [sic], she says. # Not a heading'
  expect(readChunk(chunkFile({ ...chunk, text }, 'This is sample text.'), 'This is sample text.')).toBe(text)
  expect(readChunk(`\uFEFF${chunkMarkdown(text)}`.replaceAll('\n', '\r\n'))).toBe(text)
})

test('what the writer makes of it is read without its marks, and what is no paragraph just as it stands', () => {
  expect(readChunk('> Quoted by the writer.\n\nIt is *really* dark.\n\n* one\n* two\n')).toBe('> Quoted by the writer.\n\nIt is really dark.\n\n* one\n* two')
  expect(readChunk('> This is sample text.\n\n<!-- To look at:\n* nothing\n-->\n', 'This is sample text.')).toBe('')
})

test('whatever a model says has the same words when it is read again', () => {
  fc.assert(
    fc.property(fc.oneof(hostileText, fc.string()), text => {
      const read = readChunk(chunkMarkdown(text))
      expect(read.replace(/\s+/gu, ' ')).toBe(readChunk(chunkMarkdown(read)).replace(/\s+/gu, ' '))
    }),
  )
})
