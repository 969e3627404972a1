import type { Bible, Character } from '../../schema/bible.ts'
import type { Script } from '../../schema/script.ts'
import type { Segment } from '../../schema/segment.ts'
import type { FieldPath } from '../live-edit.ts'
import { cuesOf, type Roster } from './cue.ts'
import * as layouts from './text.ts'
import { createMarkdownWriter } from './writer.ts'

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

const hashtags = (tags: readonly string[]): string =>
  tags
    .map((tag) => tag.replace(/^[#\s]+|\s+/g, ''))
    .filter((tag) => tag !== '')
    .map((tag) => `#${layouts.markdownText(tag, layouts.cue)}`)
    .join(' ')

const castMember = (character: Character, cue: string): string =>
  [
    `- **${layouts.markdownText(cue, layouts.cue)}**`,
    ...[character.physical_appearance.age, character.personality.temperament, character.personality.desire]
      .map(oneLine)
      .filter((detail) => detail !== '')
      .map((detail) => layouts.markdownText(detail, layouts.title)),
  ].join(' · ')

/** What stands before the first segment: title, notice, short summary, hashtags, and who is in it. */
export const markdownHeader = (bible: Bible): string => {
  const { notice } = bible.generation_info
  const cues = cuesOf(bible.characters_roster)
  const blocks = [
    `# ${layouts.markdownText(oneLine(bible.title), layouts.title)}`,
    notice === undefined || notice === '' ? '' : `> ${layouts.markdownText(notice, layouts.quote)}`,
    layouts.markdownText(bible.short_summary, layouts.paragraphs),
    hashtags(bible.hashtags),
    bible.characters_roster.map((character) => castMember(character, cues.get(character.id) ?? '')).join('\n'),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

/** The fields of a segment in the order in which they are written. */
export function* fieldsOf(segment: Segment): Generator<[FieldPath, string]> {
  yield [['title'], segment.title]
  yield [['setting'], segment.setting]
  yield [['action'], segment.action]
  if (segment.narration !== undefined) yield [['narration'], segment.narration]
  for (const [position, speech] of (segment.dialogue ?? []).entries()) {
    yield [['dialogue', position, 'character_id'], speech.character_id]
    yield [['dialogue', position, 'delivery'], speech.delivery]
    yield [['dialogue', position, 'line'], speech.line]
  }
}

/** The block of one segment: exactly what the live writer writes when all of it has come. */
export const segmentMarkdown = (segment: Segment, roster: Roster): string => {
  const writer = createMarkdownWriter({ segment, roster })
  const edits = [writer.start()]
  for (const [path, text] of fieldsOf(segment)) edits.push(writer.delta(path, text))
  edits.push(writer.end())
  return edits.flat().map((edit) => edit.insert).join('')
}

/** The whole script: the header and the block of each segment. */
export const scriptMarkdown = (script: Script): string =>
  markdownHeader(script.bible) +
  script.segments.map((segment) => segmentMarkdown(segment, script.bible.characters_roster)).join('')
