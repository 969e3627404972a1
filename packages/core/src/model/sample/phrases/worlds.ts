import type { Phrases } from './phrases.ts'
import { wildWorlds } from './worlds-outside.ts'
import { roofedWorlds } from './worlds-inside.ts'

/** A kind of place that an idea may be set in. */
export type World = {
  /** Words of an idea that lead here: lower case, singular. */
  readonly leads: string
  readonly inside: Phrases
  readonly outside: Phrases
  readonly props: Phrases
  /** Things seen, heard or smelled: clauses in the present tense that hold by day and by night. */
  readonly details: Phrases
}

export const worlds: readonly [World, ...World[]] = [...roofedWorlds, ...wildWorlds]

/** What can be found anywhere. */
export const commonProps: Phrases = [
  'sealed envelope',
  'torn photograph',
  'folded note',
  'unlabelled key',
  'tin box',
  'red notebook',
]

export const commonDetails: Phrases = [
  'a clock somewhere runs a little fast',
  'the light changes its mind',
  'far off, someone laughs and stops',
  'a draught lifts the corner of a page',
  'dust turns in the one bright patch',
  'footsteps pass and do not slow',
  'something small rolls and comes to rest',
  'the air smells of rain that has not come yet',
  'a bulb hums a single note',
  'nothing casts quite the shadow it should',
  'a dog barks twice, a long way off',
  'water drips, in no hurry',
  'a moth insists on the lamp',
  'old wood settles and complains',
  'the wind tries every gap in turn',
  'a bell rings the half hour',
  'two voices argue behind a wall, about soup',
  'a radio plays to nobody in particular',
  'steam rises from a cup that nobody claims',
  'someone has left the far door open',
  'a floorboard remembers somebody’s weight',
  'paper rustles, though nobody is reading',
  'a fly tries the same corner again',
  'the shadows have got ahead of the furniture',
  'a coin lies on its edge, undecided',
  'someone is whistling where no one should be',
]
