import fc from 'fast-check'
import { characterId, segmentId, type Bible, type Character, type Script, type Segment } from '../src/index.ts'
import { hostileText } from './hostile-text.ts'

export const character = (position: number, name: string): Character => ({
  id: characterId(position),
  name,
  physical_appearance: { age: '58', build: 'broad', face: 'weathered', clothing: 'oilskin' },
  personality: { temperament: 'patient', desire: 'to keep the light', flaw: 'pride' },
  voice_characteristics: { tone: 'low', pace: 'slow', accent: 'northern' },
})

export const roster: readonly Character[] = [character(1, 'Mara'), character(2, 'Tobias Reed'), character(3, 'mara')]

export const bible: Bible = {
  title: "The Keeper's Last Light",
  short_summary: 'A keeper must put out the light she has kept for thirty years.',
  description: 'Two people, one lamp, and something large in the water.',
  hashtags: ['#lighthouse', 'night sea'],
  narrator_voice: 'Dry, patient.',
  characters_roster: [...roster],
  story_outline: ['The lamp goes out.', 'Something answers.'],
  generation_info: {
    total_segments: 10,
    segments_per_set: 5,
    generated_at: '2026-11-20T08:00:00.000Z',
    idea: 'a lighthouse',
    no_narration: false,
    narration_only_first: false,
    adult_story: false,
  },
}

export const segment: Segment = {
  segment_id: 'seg_0007',
  segment_number: 7,
  title: 'The lamp goes out',
  setting: 'INT. LANTERN ROOM — NIGHT',
  action: 'Mara sets down the wrench.\n\nOutside, something large turns over in the water.',
  narration: 'It had been nine years.',
  dialogue: [
    { character_id: 'char_001', delivery: 'softly', line: 'You hear that?' },
    { character_id: 'char_002', delivery: '', line: 'No.' },
  ],
}

const filled = hostileText.filter((text) => text !== '')

/** Segments as checkpoints have them, but with hostile text in every field. */
export const anySegment = (number: number): fc.Arbitrary<Segment> =>
  fc
    .record(
      {
        title: hostileText,
        setting: hostileText,
        action: hostileText,
        narration: filled,
        dialogue: fc.array(
          fc.record({ character_id: fc.constantFrom('char_001', 'char_002', 'char_003', 'char_009'), delivery: hostileText, line: hostileText }),
          { minLength: 1, maxLength: 3 },
        ),
      },
      { requiredKeys: ['title', 'setting', 'action'] },
    )
    .map((fields) => ({ segment_id: segmentId(number), segment_number: number, ...fields }))

export const anyScript: fc.Arbitrary<Script> = fc
  .integer({ min: 0, max: 4 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, position) => anySegment(position + 1))))
  .map((segments) => ({ bible, segments }))
