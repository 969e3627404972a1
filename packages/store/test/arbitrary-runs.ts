import { errorCodes, pauseReasons, runStatuses } from '@coldopen/core'
import type { Happening, PartState, PartStatus, Problem, RunState, Usage } from '@coldopen/core'
import fc, { type Arbitrary } from 'fast-check'
import { newState, type Bible, type Segment } from './sample-run.ts'

/** Text that has gone wrong somewhere before: NUL, halves of surrogate pairs, quotes, other scripts. */
export const awkwardTexts = [
  '\0',
  '\ud83d',
  '\udc00\ud800',
  '😀',
  '👩‍👩‍👧‍👦',
  '漢字かな',
  'שלום',
  'e\u0301',
  "'; drop table runs; --",
  '"\\',
  '\u2028\r\n\t',
  '\ufeff',
  '',
]

export const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom(...awkwardTexts), fc.string({ maxLength: 40 }))

const count = fc.nat(100_000)
const status = fc.constantFrom(...runStatuses)
const problem: Arbitrary<Problem> = fc.record({ code: fc.constantFrom(...errorCodes), message: text })
const usage: Arbitrary<Usage> = fc.record({
  requests: count,
  inputTokens: count,
  outputTokens: count,
  cost: fc.option(fc.double({ min: 0, max: 100, noNaN: true }).map(cost => cost + 0)),
})
const numbers = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 3 })
const tokens = fc.record({ inputTokens: count, outputTokens: count })

const segment: Arbitrary<Segment> = fc.record(
  {
    segment_id: text,
    segment_number: fc.integer({ min: 1, max: 20 }),
    title: text,
    setting: text,
    action: text,
    narration: text,
    dialogue: fc.array(fc.record({ character_id: fc.constant('char_001'), delivery: text, line: text }), { maxLength: 2 }),
  },
  { requiredKeys: ['segment_id', 'segment_number', 'title', 'setting', 'action'] },
)
const segments = fc.array(segment, { maxLength: 3 })
const chunk = fc.record({ chunk_number: fc.constant(1), title: text, target_words: fc.constant(400), words: count, text, marks: fc.array(fc.record({ kind: fc.constantFrom('length', 'source'), note: text }), { maxLength: 1 }) })
const pack = fc.record({ topic: text, facts: fc.array(fc.record({ fact: text, source_ids: fc.array(fc.constant('src_01'), { maxLength: 1 }) }), { maxLength: 2 }), names: fc.array(text, { maxLength: 2 }), sources: fc.array(fc.record({ id: fc.constant('src_01'), title: text, url: fc.constant('https://a.example/') }), { maxLength: 1 }) })

const bible: Arbitrary<Bible> = fc.record({
  title: text,
  short_summary: text,
  description: text,
  hashtags: fc.array(text, { maxLength: 2 }),
  narrator_voice: text,
  characters_roster: fc.constant([]),
  story_outline: fc.array(text, { maxLength: 3 }),
  generation_info: fc.record({
    total_segments: fc.constant(20),
    segments_per_set: fc.constant(10),
    generated_at: fc.constant('2026-11-20T09:00:00.000Z'),
    idea: text,
    no_narration: fc.boolean(),
    narration_only_first: fc.boolean(),
    adult_story: fc.boolean(),
  }),
})

/** The plan and three parts: few, so that what happens meets. */
const partNumber = fc.integer({ min: 0, max: 3 })

const partStatus: Arbitrary<PartStatus> = fc.constantFrom('pending', 'requested', 'open', 'waiting', 'done', 'failed')

export const part: Arbitrary<PartState> = fc.record(
  {
    number: partNumber,
    status: partStatus,
    attempt: count,
    topUps: count,
    retries: count,
    asked: numbers,
    reserved: tokens,
    lost: tokens,
    responseId: text,
    problem,
    mayBeCharged: fc.boolean(),
    output: fc.record({ segments, chunk, pack, plan: fc.record({ beats: fc.array(text, { maxLength: 2 }) }) }, { requiredKeys: ['segments'] }),
    usage,
  },
  {
    requiredKeys: ['number', 'status', 'attempt', 'topUps', 'retries', 'asked', 'reserved', 'lost', 'mayBeCharged', 'output', 'usage'],
  },
)

export const runHead: Arbitrary<Omit<RunState, 'parts'>> = fc
  .record(
    { idea: text, status, paused: fc.constantFrom(...pauseReasons), problem, bible, usage },
    { requiredKeys: ['idea', 'status', 'usage'] },
  )
  .map(head => {
    const { idea, ...rest } = head
    const { brief, options } = newState('')
    return { brief: { ...brief, idea }, options, ...rest }
  })

const ofPart = { part: partNumber, attempt: fc.integer({ min: 1, max: 3 }) }
const ofSegment = { ...ofPart, segment: fc.integer({ min: 1, max: 3 }) }
const path = fc.array(fc.oneof(fc.constantFrom('title', 'dialogue', 'line'), fc.nat(3)), { minLength: 1, maxLength: 3 })
const budget = fc.record({ maxOutputTokens: count, units: count, unit: fc.constantFrom('segment', 'beat', 'word') })

export const happening: Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('segment-delta'), ...ofSegment, path, text }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('plan-delta'), ...ofPart, path, text }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('chunk-delta'), ...ofPart, text }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('segment-start'), ...ofSegment }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('segment-end'), ...ofSegment }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('part-end'), ...ofPart, segments, chunk, pack, usage }, { requiredKeys: ['type', 'part', 'attempt', 'segments', 'usage'] }) },
  fc.record({ type: fc.constant('pack-end'), ...ofPart, pack }),
  fc.record({ type: fc.constant('plan-start'), ...ofPart, budget }),
  fc.record({ type: fc.constant('plan-end'), ...ofPart, bible, usage }),
  fc.record({ type: fc.constant('part-start'), ...ofPart, budget, asked: numbers, kept: numbers }),
  fc.record({ type: fc.constant('part-waiting'), ...ofPart, reason: fc.constantFrom('room', 'retry', 'delay'), forMs: count }),
  fc.record({ type: fc.constant('part-failed'), ...ofPart, problem, kept: numbers, mayBeCharged: fc.boolean() }),
  fc.record({
    type: fc.constant('progress'),
    unitsDone: count,
    unitsTotal: count,
    partsDone: count,
    characters: count,
    words: count,
    usage,
    elapsed: count,
  }),
  fc.record({
    type: fc.constant('run-start'),
    format: fc.constant('movie'),
    model: text,
    sample: fc.boolean(),
    totalUnits: count,
    parts: count,
    resumed: fc.boolean(),
  }),
  fc.record({ type: fc.constant('run-end'), status, problem, usage }, { requiredKeys: ['type', 'status', 'usage'] }),
)
