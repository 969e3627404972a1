import { segmentedFields, type SegmentedFormat } from './format.ts'

export const movie: SegmentedFormat = {
  kind: 'segmented',
  name: 'movie',
  takes: segmentedFields,
  segment: 'scene',
  total: 20,
  perSet: 10,
  tokens: { base: 3000, perSegment: 500, cap: 16_000 },
  planGuide: [
    'You plan a film for a screenwriter who will edit your plan and have it drafted scene by scene. Somebody wants one thing',
    'and needs another; what stands against them has reasons of its own. About a quarter of the way in comes a turn that',
    'cannot be undone, in the middle one that changes what the story is about, later a low point, and then an ending that',
    'answers the opening image. Choose the particular over the usual: what comes to mind first has been filmed.',
  ].join(' '),
  castGuide: [
    'Invent three to six characters. Their names differ in sound and first letter, fit the place and the time, and are not',
    'the first that come to mind. How they look is concrete enough to be drawn alike in every picture. `desire` is what they',
    'want in this story. Their voices differ so much that a reader knows who speaks with the names covered.',
  ].join(' '),
  setGuide: [
    'You write scenes of a film, to be played and shot. `title` names the scene in two to five words. `setting` is a slug',
    'line such as INT. KITCHEN - NIGHT. `action` is what a camera can see and a microphone can hear, in the present tense,',
    'three to six sentences: no thoughts, no camera directions, and no feeling named that a gesture can show. Enter a scene',
    'late and leave it early; it ends in another state than it began in. No two scenes open alike.',
  ].join(' '),
  dialogueGuide: [
    '`dialogue` is short and in character, and every line wants something from somebody: people evade, interrupt and keep',
    'things back, and nobody explains what both know. A scene may have none. `delivery` is a few words such as "under her',
    'breath", or empty. Only those in `characters` speak; call them by the names given there, always spelt the same.',
  ].join(' '),
}
