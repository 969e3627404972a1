import { cueKey, speakersOf, type Roster } from './cue.ts'
import { sectionsOf, sourceOf, textOf, type Block, type Paragraph, type Section } from './sections.ts'

/** A speech as a writer's file has it. The id is there when the roster has a character of that name. */
export type MarkdownSpeech = {
  readonly speaker: string
  readonly character_id?: string
  readonly delivery: string
  readonly line: string
}

/**
 * A segment as a writer's file has it. The id is missing where the anchor is, the number where the heading has none. A field
 * is what could be recognised, as plain text: paragraphs are divided by an empty line. `body` is all of the section's Markdown
 * below its heading, just as it stands. `range` is the section's block, in UTF-16 code units.
 */
export type MarkdownSegment = {
  readonly segment_id?: string
  readonly segment_number?: number
  readonly title: string
  readonly setting: string
  readonly action: string
  readonly narration?: string
  readonly dialogue?: readonly MarkdownSpeech[]
  readonly body: string
  readonly range: { readonly start: number; readonly end: number }
}

const speechOf = (paragraph: Paragraph, speakers: ReadonlyMap<string, string>): MarkdownSpeech | undefined => {
  const [cue, ...rest] = paragraph.children
  if (cue?.type !== 'strong') return undefined
  const speaker = textOf(cue.children).replace(/:$/, '')
  const at = rest[0]?.type === 'text' && /^:?[ \t]*$/.test(rest[0].value) ? 1 : 0
  const manner = rest[at]?.type === 'emphasis' ? /^\((.*)\)$/s.exec(textOf([rest[at]]))?.[1] : undefined
  const said = textOf(manner === undefined ? rest : rest.slice(at + 1))
  const id = speakers.get(cueKey(speaker)) ?? /^char_\d{3,}$/i.exec(speaker)?.[0].toLowerCase()
  return {
    speaker,
    ...(id !== undefined && { character_id: id }),
    delivery: manner ?? '',
    line: said.replace(/^:?(?:[ \t]*\n|[ \t]+)/, ''),
  }
}

const narrationOf = (block: Extract<Block, { type: 'blockquote' }>, section: Section): string =>
  block.children
    .map((child) => (child.type === 'paragraph' ? textOf(child.children) : sourceOf(child, section)))
    .join('\n\n')

const isEmphasis = (paragraph: Paragraph): boolean =>
  paragraph.children.length === 1 && paragraph.children[0]?.type === 'emphasis'

const fieldsOf = (section: Section, speakers: ReadonlyMap<string, string>) => {
  let setting = ''
  const action: string[] = []
  const narration: string[] = []
  const dialogue: MarkdownSpeech[] = []
  for (const [position, block] of section.blocks.entries()) {
    if (block.type === 'blockquote') narration.push(narrationOf(block, section))
    else if (block.type !== 'paragraph') action.push(sourceOf(block, section))
    else if (position === 0 && isEmphasis(block)) setting = textOf(block.children)
    else {
      const speech = speechOf(block, speakers)
      if (speech === undefined) action.push(textOf(block.children))
      else dialogue.push(speech)
    }
  }
  return {
    setting,
    action: action.join('\n\n'),
    ...(narration.length > 0 && { narration: narration.join('\n\n') }),
    ...(dialogue.length > 0 && { dialogue }),
  }
}

/**
 * The segments of a script in Markdown, ours or edited by its writer, in the order in which they stand. A line that is an
 * anchor always begins a section, and so does a numbered heading of the second level. Never throws.
 */
export const readMarkdown = (text: string, roster: Roster = []): { readonly segments: readonly MarkdownSegment[] } => {
  const speakers = speakersOf(roster)
  const sections = sectionsOf(text)
  const segments = sections.map((section, position) => {
    const end = sections[position + 1]?.start ?? text.length
    return {
      ...(section.anchor !== undefined && { segment_id: section.anchor }),
      ...(section.number !== undefined && { segment_number: section.number }),
      title: section.title,
      ...fieldsOf(section, speakers),
      body: text.slice(section.top, end).trim(),
      range: { start: section.start, end },
    }
  })
  return { segments }
}
