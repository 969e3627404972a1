import type { Chunk, ChunkMark } from '../../schema/chunk.ts'
import type { LiveEdit, LiveWriter } from '../live-edit.ts'
import { plainText } from './plain-text.ts'
import { createMarkdownText, markdownText, paragraphs, quote } from './text.ts'

/** A chunk's prose as Markdown: paragraphs, and no markup of the text's own. Ends with a line end. */
export const chunkMarkdown = (text: string): string => `${markdownText(text.trim(), paragraphs)}\n`

/** The sentence that a file bears above its text; nothing without one. */
export const noticeMarkdown = (notice: string | undefined): string => {
  return notice === undefined || notice === '' ? '' : `> ${markdownText(notice, quote)}\n`
}

/** Pieces of Markdown, each ending with a line end, with a blank line between them. */
export const stitched = (pieces: readonly string[]): string => pieces.filter(piece => piece !== '').join('\n')

/** Nothing in a comment may end it, nor look like another one. */
const inComment = (text: string): string => plainText(text).replace(/\s+/g, ' ').replace(/[<>]/g, '').replace(/--+/g, '—').replace(/-$/, '—').trim()

const marksComment = (marks: readonly ChunkMark[]): string => {
  if (marks.length === 0) return ''
  return `<!-- To look at:\n${marks.map(mark => `* ${inComment(mark.note)}`).join('\n')}\n-->\n`
}

/**
 * A chunk's own file: its text, and what is to be looked at as a comment at its end, which no page shows and no voice reads.
 * `notice` stands above the text.
 */
export const chunkFile = (chunk: Chunk, notice?: string): string => {
  return stitched([noticeMarkdown(notice), chunkMarkdown(chunk.text), marksComment(chunk.marks)])
}

/**
 * Writes a chunk's text as Markdown while it arrives, behind `lead`. It has one field, so that paths say nothing. Every edit
 * appends; what the pieces give, joined, is what the whole would give.
 */
export const createChunkWriter = (lead = ''): LiveWriter => {
  const text = createMarkdownText(paragraphs)
  let begun = false
  const append = (insert: string): readonly LiveEdit[] => (insert === '' ? [] : [{ over: 0, insert, caret: insert.length }])
  return {
    start: () => append(lead),
    delta(_path, piece) {
      const more = begun ? piece : piece.trimStart()
      begun ||= more !== ''
      return append(text.write(more))
    },
    end() {
      return append(`${text.end()}\n`)
    },
  }
}
