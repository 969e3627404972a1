import { segmentedFields, type SegmentedFormat } from './format.ts'

export const story: SegmentedFormat = {
  kind: 'segmented',
  name: 'story',
  takes: [...segmentedFields, 'persona', 'pov'],
  segment: 'segment',
  total: 10,
  perSet: 5,
  tokens: { base: 3000, perSegment: 500, cap: 16_000 },
  planGuide: [
    'You plan a story that is told aloud, with pictures: a narrator carries it, and each segment is one picture and what is',
    'told over it. It has a voice before it has a plot. Begin with a small, exact thing that is not as it should be, and let',
    'everything follow from what somebody does about it. Few people, few places, one thread; a turn that a listener did not',
    'see coming and then could not imagine otherwise; and an end that leaves the first thing changed.',
  ].join(' '),
  castGuide: [
    'Invent two to five characters, each known by one habit and one thing they would never say. Their names differ in sound',
    'and first letter and fit the place and the time. How they look is concrete enough to be drawn alike in every picture.',
    '`desire` is what they want in this story.',
  ].join(' '),
  setGuide: [
    'You write the segments of a story that is told aloud with pictures. `title` names the segment in two to five words.',
    '`setting` is the place, the hour and the light, in a few words. `action` is what the picture shows and what happens in',
    'it, in the present tense, two to five sentences: things that can be seen, chosen because they matter. One event a',
    'segment; something is different at its end. Do not explain what the picture shows.',
  ].join(' '),
  dialogueGuide: [
    '`dialogue` is rare and worth repeating: a line or two that a listener remembers, never a way to tell what happened.',
    'A segment may have none. `delivery` is a few words, or empty. Only those in `characters` speak; call them by the names',
    'given there, always spelt the same.',
  ].join(' '),
}
