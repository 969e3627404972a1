import { segmentedFields, type SegmentedFormat } from './format.ts'

export const free: SegmentedFormat = {
  kind: 'segmented',
  name: 'free',
  takes: [...segmentedFields, 'persona', 'pov'],
  segment: 'segment',
  total: 8,
  perSet: 5,
  tokens: { base: 2500, perSegment: 400, cap: 12_000 },
  planGuide: [
    'You plan a script whose form its writer decides: an advertisement, a lesson, a speech, a game, a ritual, whatever `idea`',
    'asks for. Take the form, the length of breath and the order of things from `idea`, literally where it is exact. Where it',
    'leaves something open, choose what serves its purpose; add no plot, no hero and no conflict that it did not ask for. Each',
    'segment has one purpose that nothing else in the script has.',
  ].join(' '),
  castGuide: [
    'Take the voices from `idea`: if it names or implies who speaks, those are the characters, and no others. Else give two',
    'voices that the form itself needs, such as a presenter and a guest. What `idea` does not say of them stays plain.',
  ].join(' '),
  setGuide: [
    'You write segments of a script in the form that `idea` asks for. `title` says what the segment is for, in two to five',
    'words. `setting` is where it takes place, or what is seen or heard around it. `action` is what happens, is shown or is to',
    'be done, in the present tense, one to five sentences, as exactly as someone needs who is to carry it out. Keep the',
    'writer’s own words where `idea` has them.',
  ].join(' '),
  dialogueGuide: [
    '`dialogue` is what is said aloud, word for word, in the manner the form wants. A segment may have none. `delivery` is a',
    'few words, or empty. Only those in `characters` speak; call them by the names given there, always spelt the same.',
  ].join(' '),
}
