import type { Bible } from '../schema/bible.ts'
import type { Chunk } from '../schema/chunk.ts'
import { wordCount } from '../word-count.ts'
import { checkNumbers } from './check-numbers.ts'
import { createNameCheck, driftedNames, type NameCheck } from './drifted-names.ts'
import type { Finding } from './finding.ts'

/** A segment as a run, a set file or a writer's Markdown has it. */
export type CheckedSegment = {
  readonly segment_number?: number
  readonly title: string
  readonly setting: string
  readonly action: string
  readonly narration?: string | undefined
  readonly dialogue?: readonly { readonly character_id?: string; readonly speaker?: string; readonly line: string }[] | undefined
}

export type CheckedChunk = Pick<Chunk, 'chunk_number' | 'target_words' | 'text'>

/** A script as far as it is written: its bible, and its segments or its chunks in the order in which they stand. */
export type CheckedScript =
  | { readonly bible: Bible; readonly segments: readonly CheckedSegment[] }
  | { readonly bible: Bible; readonly chunks: readonly CheckedChunk[] }

/** How far a chunk may be from its target, as a share of it. */
const tolerance = 0.15

/** What a finding is of, when it is of one unit. */
type Place = { readonly unit?: number; readonly at: number }

const isEmpty = (text: string): boolean => text.trim() === ''

const needsNarration = (bible: Bible, number: number | undefined): boolean | undefined => {
  const { no_narration, narration_only_first } = bible.generation_info
  if (no_narration) return false
  return narration_only_first ? number === 1 : true
}

const fieldsOf = (segment: CheckedSegment): [string, string][] => [
  ['action', segment.action],
  ...(segment.narration === undefined ? [] : [['narration', segment.narration] satisfies [string, string]]),
  ...(segment.dialogue ?? []).map((said, at) => [`dialogue.${at}.line`, said.line] satisfies [string, string]),
]

const checkNames = (fields: readonly [string, string][], place: Place, check: NameCheck): Finding[] =>
  fields.flatMap(([field, text]) =>
    driftedNames(text, check).map(({ word, name }): Finding => {
      return { kind: 'name', ...place, field, message: `"${word}" looks like ${name}, spelt in another way.`, quote: word, suggestion: name }
    }),
  )

const checkSpeakers = (segment: CheckedSegment, place: Place, roster: Bible['characters_roster'], check: NameCheck): Finding[] =>
  (segment.dialogue ?? []).flatMap((said, at): Finding[] => {
    if (said.character_id !== undefined && roster.some(character => character.id === said.character_id)) return []
    const who = said.speaker ?? said.character_id ?? ''
    const name = driftedNames(who.toLowerCase().replace(/(?<!\p{L})\p{L}/gu, letter => letter.toUpperCase()), check)[0]?.name
    return [{ kind: 'speaker', ...place, field: `dialogue.${at}.character_id`, message: `"${who}" speaks and is not in the roster.`, quote: who, ...(name !== undefined && { suggestion: name }) }]
  })

const checkSegment = (segment: CheckedSegment, place: Place, given: { bible: Bible; check: NameCheck }): Finding[] => {
  const { bible, check } = given
  const of = segment.segment_number === undefined ? 'The segment' : `Segment ${segment.segment_number}`
  const empty = [['title', segment.title] satisfies [string, string], ['setting', segment.setting] satisfies [string, string], ...fieldsOf(segment)]
    .filter(([, text]) => isEmpty(text))
    .map(([field]): Finding => ({ kind: 'empty', ...place, field, message: `${of} has no ${field.startsWith('dialogue') ? 'text in one of its speeches' : field}.` }))
  const wanted = needsNarration(bible, segment.segment_number)
  const narration: Finding[] = []
  if (wanted && segment.narration === undefined) narration.push({ kind: 'narration', ...place, field: 'narration', message: `${of} has no narration.` })
  if (!wanted && segment.narration !== undefined) narration.push({ kind: 'narration', ...place, field: 'narration', message: `${of} has narration, which this script is to have ${bible.generation_info.no_narration ? 'nowhere' : 'in segment 1 alone'}.` })
  return [...empty, ...narration, ...checkSpeakers(segment, place, bible.characters_roster, check), ...checkNames(fieldsOf(segment), place, check)]
}

const checkChunk = (chunk: CheckedChunk, place: Place, given: { bible: Bible; check: NameCheck }): Finding[] => {
  const { target_words: target, text } = chunk
  if (isEmpty(text)) return [{ kind: 'empty', ...place, field: 'text', message: `Chunk ${chunk.chunk_number} has no text.` }]
  const words = wordCount(text, given.bible.generation_info.language)
  const isOff = Math.abs(words - target) > target * tolerance
  const length: Finding[] = isOff ? [{ kind: 'length', ...place, field: 'text', message: `Chunk ${chunk.chunk_number} has ${words} words where ${target} were planned.` }] : []
  return [...length, ...checkNames([['text', text]], place, given.check)]
}

/**
 * What a script does not keep to: numbers, speakers, empty text, narration, the length of chunks, and names that look like the
 * roster's in another spelling. Takes what there is, in whatever state; never throws.
 */
export const checkScript = (script: CheckedScript): Finding[] => {
  const { bible } = script
  const texts = 'segments' in script ? script.segments.flatMap(segment => fieldsOf(segment).map(([, text]) => text)) : script.chunks.map(chunk => chunk.text)
  const known = [bible.title, bible.short_summary, bible.description, bible.narrator_voice, ...bible.story_outline]
  const check = createNameCheck(bible.characters_roster.map(character => character.name), known, texts)
  const total = bible.generation_info.total_segments
  if ('chunks' in script) {
    const ofUnits = script.chunks.flatMap((chunk, at) => checkChunk(chunk, { unit: chunk.chunk_number, at }, { bible, check }))
    return [...checkNumbers(script.chunks.map(chunk => chunk.chunk_number), { unit: 'chunk', total }), ...ofUnits]
  }
  const ofUnits = script.segments.flatMap((segment, at) => {
    const { segment_number: unit } = segment
    return checkSegment(segment, { ...(unit !== undefined && { unit }), at }, { bible, check })
  })
  return [...checkNumbers(script.segments.map(segment => segment.segment_number), { unit: 'segment', total }), ...ofUnits]
}
