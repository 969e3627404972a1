import type { Brief, Happening, RunEvent } from '@coldopen/core/protocol'
import { wordCount, type Bible, type CanonicalPack, type Chunk } from '@coldopen/script'
import { numbered } from './script.fixture.ts'

const budget = { maxOutputTokens: 3000, units: 60, unit: 'word' as const }
const usage = { requests: 1, inputTokens: 700, outputTokens: 300, cost: null }

export const podcastBrief: Brief = { format: 'podcast', idea: 'The lamp that went out.', words: 240, noNarration: false, narrationOnlyFirst: false, adultStory: false }

export const pack: CanonicalPack = {
  topic: 'The lamp that went out',
  facts: [{ fact: 'The lamp went out in 1911.', source_ids: ['src_01'] }],
  names: ['Mara'],
  sources: [{ id: 'src_01', title: 'A history of lamps', url: 'https://example.org/lamps' }],
}

const paragraphs = [
  'The lamp went out at four in the morning, and for a while nobody minded.',
  '“Who’s there?” — that was *her* question, every night; 灯台は静かだ。 🌊',
  'She wrote it down. [See](https://example.org/x) what came of it: 1. nothing, 2. a letter.',
  'Then the phone rang, and it was 1911 again, or sounded like it.',
]

export const chunkText = (number: number): string => {
  return Array.from({ length: 3 }, (_, at) => `(${number}.${at}) ${paragraphs[(number + at) % paragraphs.length] ?? ''}`).join('\n\n')
}

export const chunkOf = (number: number): Chunk => {
  const text = chunkText(number)
  const marks = number === 2 ? [{ kind: 'length' as const, note: '44 words where 60 were planned' }] : []
  return { chunk_number: number, title: `Part ${number}`, target_words: 60, words: wordCount(text), text, marks }
}

const bibleOf = (chunks: number): Bible => ({
  title: 'The Lamp That Went Out',
  short_summary: 'A lamp.',
  description: 'It went out.',
  hashtags: [],
  narrator_voice: '',
  characters_roster: [],
  story_outline: Array.from({ length: chunks }, (_, at) => `Part ${at + 1} (60 words).`),
  generation_info: {
    format: 'podcast',
    total_segments: chunks,
    segments_per_set: 1,
    generated_at: '2026-11-20T09:00:00Z',
    idea: 'The lamp that went out.',
    no_narration: false,
    narration_only_first: false,
    adult_story: false,
  },
})

export const begun = (chunks: number, sample = false): Happening[] => [
  { type: 'run-start', format: 'podcast', model: 'openai/some-model', sample, totalUnits: chunks, parts: chunks, targetWords: chunks * 60, resumed: false },
  { type: 'plan-end', part: 0, attempt: 0, bible: bibleOf(chunks), usage },
]

export const partStart = (part: number, attempt = 1, keptCharacters = 0): Happening => {
  return { type: 'part-start', part, attempt, budget, asked: [part], kept: [], ...(attempt > 1 && { keptCharacters }) }
}

const packEnd: Happening = { type: 'pack-end', part: 1, attempt: 1, pack }

/** The text of a chunk from one place to another, in pieces. */
export const deltas = (part: number, attempt = 1, range: { from?: number; to?: number } = {}): Happening[] => {
  const text = chunkText(part).slice(range.from ?? 0, range.to)
  return Array.from({ length: Math.ceil(text.length / 9) }, (_, at) => ({ type: 'chunk-delta', part, attempt, text: text.slice(at * 9, at * 9 + 9) }))
}

export const partEnd = (part: number, attempt = 1): Happening => {
  return { type: 'part-end', part, attempt, segments: [], chunk: chunkOf(part), ...(part === 1 && { pack }), usage }
}

const ended: Happening = { type: 'run-end', status: 'completed', usage }

export const wholePodcast = (chunks: number, sample = false): RunEvent[] => {
  const parts = Array.from({ length: chunks }, (_, at) => at + 1)
  return numbered([...begun(chunks, sample), ...parts.flatMap(part => [partStart(part), ...(part === 1 ? [packEnd] : []), ...deltas(part), partEnd(part)]), ended])
}

/**
 * Chunk 1 alone; 3 and 4 at once, their deltas mixed, 4 done first; 2 cut off in the middle of its second paragraph, kept up to
 * its first one, and brought to its end by a second attempt.
 */
export const roughPodcast = (): RunEvent[] => {
  const [three, four] = [deltas(3).slice(0, -1), deltas(4)]
  const mixed: Happening[] = []
  for (let at = 0; at < Math.max(three.length, four.length); at++) mixed.push(...four.slice(at, at + 1), ...three.slice(at, at + 1))
  const kept = chunkText(2).indexOf('\n\n')
  return numbered([
    ...begun(4),
    partStart(1),
    packEnd,
    ...deltas(1),
    partEnd(1),
    ...[2, 3, 4].map(part => partStart(part)),
    ...mixed,
    ...deltas(2, 1, { to: kept + 25 }),
    partEnd(4),
    ...deltas(3).slice(-1),
    { type: 'part-failed', part: 2, attempt: 1, problem: { code: 'model-connection', message: 'Chunk 2 was cut off.' }, kept: [], keptCharacters: kept, mayBeCharged: true },
    partEnd(3),
    { ...ended, status: 'failed' },
    { type: 'run-start', format: 'podcast', model: 'openai/some-model', sample: false, totalUnits: 4, parts: 4, targetWords: 240, resumed: true },
    partStart(2, 2, kept),
    ...deltas(2, 2, { from: kept }),
    partEnd(2, 2),
    ended,
  ])
}
