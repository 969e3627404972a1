import { segmentedFields, type SegmentedFormat } from './format.ts'

export const meme: SegmentedFormat = {
  kind: 'segmented',
  name: 'meme',
  takes: segmentedFields,
  segment: 'panel',
  total: 7,
  perSet: 5,
  tokens: { base: 2000, perSegment: 300, cap: 8000 },
  planGuide: [
    'You plan a comic meme in panels: one joke, set up, built and paid off. Find the one thing about the subject that everybody',
    'has noticed and nobody has said. The first panel is understood at a glance, every panel after it raises the same thing by',
    'one step, the one before the last seems to settle it, and the last turns it over in a way that is fair, and short. No',
    'second joke, no moral, nothing that must be explained.',
  ].join(' '),
  castGuide: [
    'Invent two or three figures with one trait each, at once visible: the joke is between them. Names are labels as a meme',
    'has them, such as Me or My Cat, or plain first names. How they look is concrete enough to be drawn alike in every panel.',
  ].join(' '),
  setGuide: [
    'You write panels of a comic meme. `title` is the caption at the top of the panel, at most eight words. `setting` is the',
    'background in a few words. `action` is the one frozen moment the panel shows, in one or two sentences: who, what face,',
    'what gesture. The panel must be funny without sound. Use no more words than it needs; the last panel uses the fewest.',
  ].join(' '),
  dialogueGuide: [
    '`dialogue` is what stands in the speech bubbles: at most two lines a panel, at most ten words each, often none. It never',
    'says what the picture shows. `delivery` is the face or the size of the letters, or empty. Only those in `characters`',
    'speak.',
  ].join(' '),
}
