import type { Happening, RunEvent } from '@coldopen/core/protocol'
import { segmentId, type Bible, type Segment } from '@coldopen/script'

export const run = 'run_1'
const budget = { maxOutputTokens: 8000, units: 10, unit: 'segment' as const }
const usage = { requests: 1, inputTokens: 900, outputTokens: 4000, cost: null }

/** Happenings as they were stored: numbered, from 1 on. */
export const numbered = (happenings: readonly Happening[]): RunEvent[] => {
  return happenings.map((happening, at) => ({ ...happening, run, seq: at + 1 }))
}

export const bibleOf = (options: { segments: number; perSet: number; title?: string }): Bible => ({
  title: options.title ?? 'The Lantern Room',
  short_summary: 'A keeper lets go of a light.',
  description: 'Two people, one lamp, and the winter in which it goes out.',
  hashtags: ['#light'],
  narrator_voice: 'dry',
  characters_roster: ['Mara', 'Ilse'].map((name, at) => ({
    id: `char_00${at + 1}`,
    name,
    physical_appearance: { age: '40', build: 'slight', face: 'plain', clothing: 'oilskin' },
    personality: { temperament: 'patient', desire: 'to be relieved', flaw: 'pride' },
    voice_characteristics: { tone: 'low', pace: 'slow', accent: 'northern' },
  })),
  story_outline: Array.from({ length: Math.ceil(options.segments / options.perSet) }, (_, at) => `Beat ${at + 1}.`),
  generation_info: {
    total_segments: options.segments,
    segments_per_set: options.perSet,
    generated_at: '2026-11-20T09:00:00Z',
    idea: 'a lighthouse keeper',
    no_narration: false,
    narration_only_first: false,
    adult_story: false,
  },
})

const sentences = [
  'The lamp turns, and nobody is there to see it.',
  'She counts the stairs: 1, 2, 3 — and *stops*.',
  'Ein Sturm aus Nordwest; 灯台は静かだ。',
  'A door bangs. “Who’s there?” 🌊',
]

const sentence = (number: number, at: number): string => `${sentences[(number + at) % sentences.length] ?? ''} (${number}.${at})`

export const segmentOf = (number: number): Segment => ({
  segment_id: segmentId(number),
  segment_number: number,
  title: `Night ${number}`,
  setting: 'INT. LANTERN ROOM — NIGHT',
  action: `${sentence(number, 0)}\n\n${sentence(number, 1)}`,
  narration: sentence(number, 2),
  dialogue: [
    { character_id: 'char_001', delivery: 'softly', line: sentence(number, 3) },
    { character_id: 'char_002', delivery: '', line: sentence(number, 4) },
  ],
})

/** The fields of a segment in pieces of a few characters, as a model writes them. */
const deltasOf = (segment: Segment, size: number): { path: (string | number)[]; text: string }[] => {
  const fields: [(string | number)[], string][] = [
    [['title'], segment.title],
    [['setting'], segment.setting],
    [['action'], segment.action],
    ...(segment.narration === undefined ? [] : [[['narration'], segment.narration] satisfies [(string | number)[], string]]),
    ...(segment.dialogue ?? []).flatMap((said, at): [(string | number)[], string][] => [
      [['dialogue', at, 'character_id'], said.character_id],
      [['dialogue', at, 'delivery'], said.delivery],
      [['dialogue', at, 'line'], said.line],
    ]),
  ]
  return fields.flatMap(([path, text]) => {
    const pieces = Array.from({ length: Math.max(1, Math.ceil(text.length / size)) }, (_, at) => text.slice(at * size, (at + 1) * size))
    return pieces.map(piece => ({ path, text: piece }))
  })
}

/** One segment as it streams: start, deltas, end. `upTo` cuts it off after so many deltas. */
export const streamed = (number: number, at: { part: number; attempt: number; size?: number; upTo?: number }): Happening[] => {
  const stamp = { part: at.part, attempt: at.attempt, segment: number }
  const deltas = deltasOf(segmentOf(number), at.size ?? 8).map(delta => ({ type: 'segment-delta' as const, ...stamp, ...delta }))
  if (at.upTo !== undefined) return [{ type: 'segment-start', ...stamp }, ...deltas.slice(0, at.upTo)]
  return [{ type: 'segment-start', ...stamp }, ...deltas, { type: 'segment-end', ...stamp }]
}

export const started = (options: { segments: number; perSet: number; sample?: boolean; resumed?: boolean }): Happening => ({
  type: 'run-start',
  format: 'movie',
  model: options.sample ? 'sample/sample' : 'openai/some-model',
  sample: options.sample ?? false,
  totalUnits: options.segments,
  parts: Math.ceil(options.segments / options.perSet),
  resumed: options.resumed ?? false,
})

export const planned = (bible: Bible): Happening[] => [
  { type: 'plan-start', part: 0, attempt: 1, budget },
  { type: 'plan-delta', part: 0, attempt: 1, path: ['title'], text: bible.title.slice(0, 4) },
  { type: 'plan-delta', part: 0, attempt: 1, path: ['title'], text: bible.title.slice(4) },
  { type: 'plan-delta', part: 0, attempt: 1, path: ['story_outline', 0], text: 'Beat' },
  { type: 'plan-end', part: 0, attempt: 1, bible, usage },
]

export const numbersOf = (part: number, options: { segments: number; perSet: number }): number[] => {
  const first = (part - 1) * options.perSet + 1
  return Array.from({ length: Math.min(options.perSet, options.segments - first + 1) }, (_, at) => first + at)
}

export const partStart = (part: number, attempt: number, numbers: { asked: number[]; kept: number[] }): Happening => {
  return { type: 'part-start', part, attempt, budget, ...numbers }
}

export const partEnd = (part: number, attempt: number, numbers: readonly number[]): Happening => {
  return { type: 'part-end', part, attempt, segments: numbers.map(segmentOf), usage }
}

export const partFailed = (part: number, attempt: number, kept: number[]): Happening => ({
  type: 'part-failed',
  part,
  attempt,
  problem: { code: 'model-connection', message: `Set ${part} was cut off.` },
  kept,
  mayBeCharged: true,
})

export const ended = (status: 'completed' | 'failed' = 'completed'): Happening => ({ type: 'run-end', status, usage })

export type Shape = { segments: number; perSet: number; sample?: boolean; title?: string; size?: number }

/** A whole run in which every part comes in order and none fails. */
export const wholeRun = (shape: Shape): RunEvent[] => {
  const parts = Math.ceil(shape.segments / shape.perSet)
  const happenings: Happening[] = [started(shape), ...planned(bibleOf(shape))]
  for (let part = 1; part <= parts; part++) {
    const numbers = numbersOf(part, shape)
    happenings.push(partStart(part, 1, { asked: numbers, kept: [] }))
    for (const number of numbers) happenings.push(...streamed(number, { part, attempt: 1, ...(shape.size !== undefined && { size: shape.size }) }))
    happenings.push(partEnd(part, 1, numbers))
  }
  happenings.push(ended())
  return numbered(happenings)
}

/**
 * A run as rough as they come: two parts at a time whose deltas are mixed, an attempt of the second that is cut off in the
 * middle of its second segment, and a top-up.
 */
export const roughRun = (shape: { segments: number; perSet: number }): RunEvent[] => {
  const numbers = (part: number): number[] => numbersOf(part, shape)
  const [first = 0, second = 0, ...rest] = numbers(2)
  const mixed: Happening[] = []
  const one = numbers(1).flatMap(number => streamed(number, { part: 1, attempt: 1 }))
  const two = [...streamed(first, { part: 2, attempt: 1 }), ...streamed(second, { part: 2, attempt: 1, upTo: 5 })]
  for (let at = 0; at < Math.max(one.length, two.length); at++) mixed.push(...one.slice(at, at + 1), ...two.slice(at, at + 1))
  const left = [second, ...rest]
  const happenings: Happening[] = [
    started(shape),
    ...planned(bibleOf(shape)),
    partStart(1, 1, { asked: numbers(1), kept: [] }),
    partStart(2, 1, { asked: numbers(2), kept: [] }),
    ...mixed,
    partFailed(2, 1, [first]),
    partEnd(1, 1, numbers(1)),
    ended('failed'),
    started({ ...shape, resumed: true }),
    partStart(2, 2, { asked: left, kept: [first] }),
    ...left.flatMap(number => streamed(number, { part: 2, attempt: 2 })),
    partEnd(2, 2, numbers(2)),
  ]
  for (let part = 3; part <= Math.ceil(shape.segments / shape.perSet); part++) {
    happenings.push(partStart(part, 1, { asked: numbers(part), kept: [] }))
    happenings.push(...numbers(part).flatMap(number => streamed(number, { part, attempt: 1 })), partEnd(part, 1, numbers(part)))
  }
  happenings.push(ended())
  return numbered(happenings)
}

const deltaTypes = new Set(['plan-delta', 'segment-start', 'segment-delta', 'segment-end', 'chunk-delta'])

/** What a store still has of a run at the event `now`: the deltas of parts that were finished by then are gone. */
export const journalAt = (events: readonly RunEvent[], now: number): RunEvent[] => {
  const past = events.filter(event => event.seq <= now)
  const endedAt = new Map<number, number>()
  for (const event of past) if (event.type === 'part-end' || event.type === 'plan-end') endedAt.set(event.part, event.seq)
  return past.filter(event => !('part' in event) || !deltaTypes.has(event.type) || event.seq > (endedAt.get(event.part) ?? 0))
}
