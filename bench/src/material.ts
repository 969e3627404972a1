import type { Bible } from '@coldopen/script'

/** What the bench's model writes from, and the answer it gives: segments of a movie that keep the contract. */
const describe = { age: 'forty', build: 'slight', face: 'weathered', clothing: 'oilskin' }
const character = (id: string, name: string) => ({
  id,
  name,
  physical_appearance: describe,
  personality: { temperament: 'calm', desire: 'to leave', flaw: 'pride' },
  voice_characteristics: { tone: 'low', pace: 'slow', accent: 'none' },
})

export const bible = (segments: number): Bible => ({
  title: 'The Keeper',
  short_summary: 'A keeper must let the light go out.',
  description: 'One winter on a rock in the sea.',
  hashtags: ['#sea'],
  narrator_voice: 'plain',
  characters_roster: [character('char_001', 'Ada'), character('char_002', 'Bram')],
  story_outline: ['Everything happens.'],
  generation_info: {
    total_segments: segments,
    segments_per_set: segments,
    generated_at: '2026-11-01T00:00:00.000Z',
    idea: 'a lighthouse',
    no_narration: false,
    narration_only_first: false,
    adult_story: false,
  },
})

const segment = (number: number) => ({
  title: `The ${number}th night`,
  setting: 'INT. LAMP ROOM - NIGHT',
  action: `Ada climbs the last stair, counts to ${number}, and stops. The lamp turns.\nBram says nothing; the sea says “enough”. `.repeat(3),
  narration: 'Nobody on the mainland had asked about them since the autumn, and neither of them had asked why. 🌊',
  dialogue: [
    { character_id: 'char_001', delivery: 'without turning', line: 'You said "one winter".' },
    { character_id: 'char_002', delivery: 'after a while', line: 'I said what there was to say – and you stayed.' },
  ],
})

/** A set's answer of about `size` characters, and how many segments it has. */
export function scriptAnswer(size: number): { text: string; segments: number } {
  const one = JSON.stringify(segment(100)).length + 1
  const segments = Math.max(1, Math.round((size - 15) / one))
  return { text: JSON.stringify({ segments: Array.from({ length: segments }, (_, at) => segment(at + 1)) }), segments }
}
