import type { SegmentedFormat } from './format.ts'

export const movie: SegmentedFormat = {
  name: 'movie',
  total: 20,
  perSet: 10,
  tokens: { base: 3000, perSegment: 500, cap: 16_000 },
  planGuide: [
    'You plan a feature film for a screenwriter who will edit your plan and have it drafted scene by scene.',
    'Give it a protagonist who wants one thing and needs another, opposition with reasons of its own, a turn that cannot be',
    'undone about a quarter of the way in, a midpoint that changes what the story is about, a low point, and an ending that',
    'answers the opening image. Three to six characters, each with a distinct name, look and way of speaking.',
  ].join(' '),
  setGuide: [
    'You write scenes of a feature film. `setting` is a slug line such as INT. KITCHEN - NIGHT. `action` is what a camera can',
    'see and a microphone can hear, in the present tense, three to six sentences. Dialogue is short, in character, and moves',
    'the scene; a scene may have none. Every scene turns something: it starts in one state and ends in another.',
  ].join(' '),
}
