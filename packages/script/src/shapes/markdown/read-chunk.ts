import { fromMarkdown } from 'mdast-util-from-markdown'
import { textOf, type Block } from './sections.ts'

const noticeIn = (block: Block): string | undefined => {
  if (block.type !== 'blockquote') return undefined
  return block.children.map(child => (child.type === 'paragraph' ? textOf(child.children) : '')).join('\n\n')
}

/**
 * A chunk's prose as its writer's Markdown says it: paragraphs, divided by an empty line. Neither `notice` above them nor a
 * comment is of the text; what is no paragraph stays just as it stands. Never throws.
 */
export const readChunk = (markdown: string, notice?: string): string => {
  const source = markdown.replace(/^\uFEFF/, '')
  const said: string[] = []
  for (const [at, block] of fromMarkdown(source).children.entries()) {
    if (block.type === 'html' && block.value.startsWith('<!--')) continue
    if (at === 0 && notice !== undefined && noticeIn(block) === notice) continue
    said.push(block.type === 'paragraph' ? textOf(block.children) : source.slice(block.position?.start.offset, block.position?.end.offset))
  }
  return said.join('\n\n').replaceAll('\r\n', '\n').trim()
}
