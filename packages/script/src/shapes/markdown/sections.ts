import { fromMarkdown } from 'mdast-util-from-markdown'

export type Block = ReturnType<typeof fromMarkdown>['children'][number]
type Heading = Extract<Block, { type: 'heading' }>
export type Paragraph = Extract<Block, { type: 'paragraph' }>
type Inline = Paragraph['children'][number]

/** A segment's place in a Markdown file: its anchor, its heading, and the blocks up to the next. Offsets are of the file. */
export type Section = {
  readonly anchor: string | undefined
  number: number | undefined
  title: string
  /** Where its block begins: at the empty line before its first, when there is one. */
  readonly start: number
  /** Where its anchor and heading end. */
  top: number
  readonly blocks: Block[]
  readonly piece: Piece
}

/** A stretch of the file that is parsed by itself: where it begins, and the anchor it begins with. */
type Piece = { readonly source: string; readonly at: number; readonly anchor: string | undefined }

const anchorLine = /^<!--[ \t]*(seg_\w+)[ \t]*-->[ \t]*$/gm
const numbered = /^(\d{1,6})\.(?:\s|$)/

/** The plain text of a paragraph or heading, its lines ended by a newline whatever ends them in the file. */
export const textOf = (nodes: readonly Inline[]): string =>
  nodes
    .map((node) => {
      if (node.type === 'break') return '\n'
      if ('children' in node) return textOf(node.children)
      return 'value' in node ? node.value.replaceAll('\r\n', '\n') : 'alt' in node ? (node.alt ?? '') : ''
    })
    .join('')

const startOf = (block: Block): number => block.position?.start.offset ?? 0
const endOf = (block: Block): number => block.position?.end.offset ?? 0

export const sourceOf = (block: Block, section: Section): string =>
  section.piece.source.slice(startOf(block), endOf(block))

/** What stands before the first anchor, and each anchor with what follows: parsed apart, time grows with the length only. */
const piecesOf = (text: string): Piece[] => {
  const byteOrderMark = text.startsWith('\uFEFF') ? 1 : 0
  const starts = [
    { at: byteOrderMark, anchor: undefined },
    ...Array.from(text.matchAll(anchorLine), (match) => ({ at: match.index, anchor: match[1] })),
  ]
  return starts.map(({ at, anchor }, position) => ({ source: text.slice(at, starts[position + 1]?.at), at, anchor }))
}

const emptyLineBefore = (text: string, at: number): number =>
  /(?:^|\n)(\r?\n)$/.exec(text.slice(Math.max(0, at - 3), at))?.[1]?.length ?? 0

const isSegmentHeading = (block: Heading): boolean => block.depth === 2 && numbered.test(textOf(block.children))

const setHeading = (section: Section, heading: Heading): void => {
  const headline = textOf(heading.children)
  const number = numbered.exec(headline)
  if (number !== null) section.number = Number(number[1])
  section.title = headline.slice(number?.[0].length ?? 0)
  section.top = section.piece.at + endOf(heading)
}

const sectionAt = (text: string, piece: Piece, first: Block): Section => {
  const at = piece.at + startOf(first)
  const anchored = first.type === 'html'
  return {
    anchor: anchored ? piece.anchor : undefined,
    number: undefined,
    title: '',
    start: at - emptyLineBefore(text, at),
    top: piece.at + endOf(first),
    blocks: [],
    piece,
  }
}

const sectionsIn = (text: string, piece: Piece): Section[] => {
  const sections: Section[] = []
  for (const [position, block] of fromMarkdown(piece.source).children.entries()) {
    const last = sections.at(-1)
    const anchored = piece.anchor !== undefined
    if (position === 0 && anchored) sections.push(sectionAt(text, piece, block))
    else if (position === 1 && anchored && last !== undefined && block.type === 'heading') setHeading(last, block)
    else if (block.type === 'heading' && isSegmentHeading(block)) {
      const section = sectionAt(text, piece, block)
      setHeading(section, block)
      sections.push(section)
    } else last?.blocks.push(block)
  }
  return sections
}

export const sectionsOf = (text: string): Section[] => piecesOf(text).flatMap((piece) => sectionsIn(text, piece))
