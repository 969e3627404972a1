import { capabilityOf, newRun, resolveBrief, type Happening, type PartState, type RunState, type Usage } from '@coldopen/core'

export type Bible = NonNullable<RunState['bible']>
export type Segment = PartState['output']['segments'][number]

const capability = capabilityOf('sample', 'sample')

export const usage = (requests: number): Usage => ({ requests, inputTokens: 1200 * requests, outputTokens: 3400 * requests, cost: null })

const paragraph = 'The harbour lights go out one by one, and nobody on the quay seems to notice but the pilot. '

/** Text of about `length` characters that no two callers share. */
export const prose = (seed: number, length: number): string => {
  const start = `${seed}: `
  return (start + paragraph.repeat(Math.ceil(length / paragraph.length))).slice(0, length)
}

export const segment = (number: number): Segment => ({
  segment_id: `seg_${String(number).padStart(4, '0')}`,
  segment_number: number,
  title: prose(number, 30),
  setting: prose(number, 60),
  action: prose(number, 320),
  narration: prose(number, 180),
  dialogue: [
    { character_id: 'char_001', delivery: 'low, without looking up', line: prose(number, 90) },
    { character_id: 'char_002', delivery: 'after a while', line: prose(number, 70) },
  ],
})

export const bible = (title: string, sets: number): Bible => ({
  title,
  short_summary: prose(1, 200),
  description: prose(2, 600),
  hashtags: ['harbour', 'night'],
  narrator_voice: 'dry, close',
  characters_roster: [],
  story_outline: Array.from({ length: sets }, (_, index) => prose(index, 140)),
  generation_info: {
    total_segments: sets * 10,
    segments_per_set: 10,
    generated_at: '2026-11-20T09:00:00.000Z',
    idea: 'a harbour without lights',
    no_narration: false,
    narration_only_first: false,
    adult_story: false,
  },
})

const noOptions = { noNarration: false, narrationOnlyFirst: false, adultStory: false }

/** A new run of `sets` sets of ten segments, its plan not begun. */
export const newState = (idea: string, sets = 2): RunState =>
  newRun({
    brief: resolveBrief({ format: 'movie', idea, segments: sets * 10, perSet: 10, ...noOptions }, capability),
    options: { model: { provider: 'sample', model: 'sample' }, capability, concurrency: 1, retries: 0, resend: false },
  })

/** A part as it is when its request is under way: what a test says of it, and nothing else. */
export const part = (number: number, changed: Partial<PartState> = {}): PartState => ({
  number,
  status: 'open',
  attempt: 1,
  topUps: 0,
  retries: 0,
  asked: [],
  reserved: { inputTokens: 900, outputTokens: 8000 },
  lost: { inputTokens: 0, outputTokens: 0 },
  mayBeCharged: false,
  output: { segments: [] },
  usage: usage(1),
  ...changed,
})

export const delta = (ofPart: number, text: string, attempt = 1): Happening => ({
  type: 'segment-delta',
  part: ofPart,
  attempt,
  segment: 1,
  path: ['dialogue', 0, 'line'],
  text,
})

export const partStart = (ofPart: number, attempt = 1): Happening => ({
  type: 'part-start',
  part: ofPart,
  attempt,
  budget: { maxOutputTokens: 8000, units: 10, unit: 'segment' },
  asked: [1, 2],
  kept: [],
})

export const partEnd = (ofPart: number, segments: Segment[], attempt = 1): Happening => ({
  type: 'part-end',
  part: ofPart,
  attempt,
  segments,
  usage: usage(1),
})

export const planEnd = (plan: Bible): Happening => ({ type: 'plan-end', part: 0, attempt: 1, bible: plan, usage: usage(1) })

export const progress = (characters: number): Happening => ({
  type: 'progress',
  unitsDone: 1,
  unitsTotal: 20,
  partsDone: 0,
  characters,
  words: 40,
  usage: usage(1),
  elapsed: 1250,
})
