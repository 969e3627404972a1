/** A character as the material gives it: of a roster, or of a writer's own sheet. */
export type GivenCharacter = {
  readonly id?: string
  readonly name: string
  readonly desire?: string
  readonly flaw?: string
  /** Everything said of the voice, in one string. */
  readonly voice: string
}

/** What the sample writer looks at in the material of a request. Every key may be missing. */
export type Material = {
  readonly idea: string
  readonly language?: string
  readonly narratorVoice?: string
  readonly characters: readonly GivenCharacter[]
  /** The segments that are asked for, and how many the script has. */
  readonly numbers: readonly number[]
  readonly total: number
  /** The outline's beats for those segments. */
  readonly beats: readonly string[]
  /** The first of the outline's beats that are asked for, and how many it has in all. */
  readonly outline: { readonly from: number; readonly of: number }
  readonly titleBefore?: string
  readonly beatAfter?: string
  /** The length asked for where the answer is prose. */
  readonly words?: number
  /** Where the text is a chunk of a longer one: its place, its title, and whether some of it is written already. */
  readonly chunk?: { readonly number: number; readonly title: string; readonly isBegun: boolean }
  /** What is written anew, and what its writer wants of it. */
  readonly revised?: string
  /** Whether the text reports facts that are given, and tells no story. */
  readonly reports: boolean
}

const longestText = 4000
const mostSegments = 1000

/** A value as an object of unknown values; empty when it is none. */
const keysOf = (value: unknown): { readonly [key: string]: unknown } => {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

/** Text on one line without control characters, or undefined. */
const lineOf = (value: unknown, most = longestText): string | undefined => {
  if (typeof value !== 'string') return undefined
  const line = value.slice(0, most).toWellFormed().replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim()
  return line === '' ? undefined : line
}

const wholeOf = (value: unknown): number | undefined => {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const charactersOf = (value: unknown): GivenCharacter[] => {
  return listOf(value).flatMap(entry => {
    const { id, name, personality, voice_characteristics: speech } = keysOf(entry)
    const known = lineOf(name, 60)
    if (known === undefined) return []
    const desire = lineOf(keysOf(personality)['desire'], 120)
    const flaw = lineOf(keysOf(personality)['flaw'], 120)
    const voice = Object.values(keysOf(speech)).flatMap(said => lineOf(said, 120) ?? [])
    return { name: known, voice: voice.join(' '), ...(typeof id === 'string' && { id }), ...(desire && { desire }), ...(flaw && { flaw }) }
  })
}

/** Scenes of a chunk, more than any uses: so far apart begin the scenes of two of them. */
const scenesApart = 500

/** A chunk's place in the whole text, counted in scenes of about sixty words. */
const chunkOf = (value: unknown) => {
  const { number, of, title, words_written: written } = keysOf(value)
  const place = Math.min(wholeOf(number) ?? 0, 10_000)
  if (place === 0) return undefined
  const first = (place - 1) * scenesApart + 1 + Math.min(Math.ceil((wholeOf(written) ?? 0) / 60), scenesApart - 1)
  return { number: place, title: lineOf(title, 80) ?? '', isBegun: (wholeOf(written) ?? 0) > 0, first, scenes: Math.max(place, wholeOf(of) ?? 1) * scenesApart }
}

const numbersOf = (segments: unknown, listed: unknown): number[] => {
  const { first, last, numbers } = keysOf(segments)
  const given = [...listOf(segments), ...listOf(numbers), ...listOf(listed)].flatMap(number => wholeOf(number) ?? [])
  if (given.length > 0) return given.slice(0, mostSegments)
  const from = wholeOf(first) ?? 1
  const count = Math.min(Math.max(0, (wholeOf(last) ?? from) - from + 1), mostSegments)
  return Array.from({ length: count }, (_, i) => from + i)
}

/** A description of what came before or comes after: a segment's title, or the text itself. */
const spokenOf = (value: unknown): string | undefined => lineOf(typeof value === 'string' ? value : keysOf(value)['title'], 300)

/** Reads the material of any format; what is missing or of another shape is left out. */
export const readMaterial = (material: { readonly [name: string]: unknown }): Material => {
  const all = { ...keysOf(material['bible']), ...keysOf(material['brief']), ...material }
  const told = ['idea', 'topic', 'premise', 'description', 'short_summary', 'title'].flatMap(key => lineOf(all[key]) ?? [])
  const placed = chunkOf(all['chunk'])
  const numbers = placed ? [placed.first] : numbersOf(all['segments'], all['numbers'])
  const outline = keysOf(all['beats'])
  const asked = { language: lineOf(all['language'], 40), narratorVoice: lineOf(all['narrator_voice'], 300), beatAfter: spokenOf(all['beat_after'] ?? all['after']) }
  const titleBefore = lineOf(keysOf(all['before'])['title'], 80)
  const words = wholeOf(all['words']) ?? wholeOf(all['target_words'])
  const from = wholeOf(outline['from']) ?? 1
  return {
    idea: told[0] ?? '',
    characters: charactersOf(all['characters'] ?? all['characters_roster']),
    numbers,
    total: Math.max(wholeOf(keysOf(all['segments'])['of']) ?? wholeOf(all['total_segments']) ?? 1, placed?.scenes ?? 1, ...numbers),
    beats: listOf(all['beats']).flatMap(beat => lineOf(beat) ?? []),
    outline: { from, of: Math.max(wholeOf(outline['of']) ?? 1, wholeOf(outline['to']) ?? 1, from) },
    ...(asked.language && { language: asked.language }),
    ...(asked.narratorVoice && { narratorVoice: asked.narratorVoice }),
    ...(asked.beatAfter && { beatAfter: asked.beatAfter }),
    ...(titleBefore && { titleBefore }),
    ...(words && { words }),
    ...(all['current'] !== undefined && { revised: JSON.stringify([all['current'], all['note']]).slice(0, longestText) }),
    ...(placed && { chunk: { number: placed.number, title: placed.title, isBegun: placed.isBegun } }),
    reports: 'facts' in keysOf(all['pack']),
  }
}
