import type { OutlinedFormat } from './format.ts'

export const prose: OutlinedFormat = {
  kind: 'chunked',
  name: 'prose',
  takes: [
    'words', 'chunks', 'chunkPlan', 'adultStory', 'roster', 'description', 'persona', 'setting', 'characters', 'plotElements',
    'style', 'tone', 'pov', 'audience', 'rating', 'ending',
  ],
  plan: 'written',
  words: 3000,
  chunkWords: 1200,
  tokens: { base: 1000, perWord: 3, research: 0, cap: 32_000 },
  planGuide: [
    'You plan a piece of narrative prose that is then written chapter by chapter. `short_summary` is its premise: who wants',
    'what, what it will cost, and what makes this the day on which it has to be decided. The outline goes from an opening in',
    'the middle of something, by causes and not by coincidences, to an ending that the opening already held. Every beat is an',
    'event with a decision in it, and each makes the next one necessary.',
  ].join(' '),
  castGuide: [
    'Invent as few characters as it can be told with, from what `wishes` says of them. Their names differ in sound and first',
    'letter, fit the place and the time, and are not the first that come to mind. `desire` is what they want in this story.',
  ].join(' '),
  chunkGuide: [
    'You write narrative prose to be read on the page: paragraphs and dialogue in the usual typography, no headings, no lists,',
    'no notes to the reader. Stay in one tense and one point of view. Things and gestures carry what is felt; a figure of',
    'speech has to earn its place. Scenes where it matters, summary where it does not, and nothing told twice. What people say',
    'is not what they mean. Vary how paragraphs begin, and end none of them with a moral.',
  ].join(' '),
}
