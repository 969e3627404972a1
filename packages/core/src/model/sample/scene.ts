import type { Member } from './cast.ts'
import { cardOf, deal } from './deck.ts'
import { readIdea, singularIn } from './idea-words.ts'
import type { Material } from './material.ts'
import { business, carriedOver, gestures, openers, turns } from './phrases/action.ts'
import { outlineWords } from './phrases/outline.ts'
import type { Stage } from './phrases/phrases.ts'
import { deeds, doings, matters, qualities, sceneTitles } from './phrases/titles.ts'
import { fill, say, sayable, type Slots } from './say.ts'
import { createDice, seedOf, type Dice } from './seed.ts'
import { stageOf } from './stage.ts'
import { nextOf, slotsOf, type Place, type Playing, type Story } from './story.ts'
import { titleCase } from './title-case.ts'

/** One segment before it is written: where it stands, who plays, where, and what the outline says of it. */
export type Scene = {
  readonly story: Story
  /** The segment's number, from 1. */
  readonly n: number
  readonly stage: Stage
  /** No other scene of the story has it. */
  readonly title: string
  readonly playing: Playing
  readonly place: Place
  readonly slots: Slots
  /** The outline's beat, on the first of its segments. */
  readonly beat?: string
  readonly titleBefore?: string
  readonly beatAfter?: string
}

/** Everybody, those first whom the beat names; the hero leads every other scene. */
const playersOf = (story: Story, beat: string, dice: Dice): Playing => {
  const said = beat.toLowerCase()
  const isIn = (member: Member): boolean => said.includes(member.short.toLowerCase())
  const [hero] = story.cast
  const shuffled = dice.shuffle(story.cast)
  const ordered = [...shuffled.filter(isIn), ...shuffled.filter(member => !isIn(member))]
  const [first = hero, ...rest] = dice.chance(0.5) ? [hero, ...ordered.filter(member => member !== hero)] : ordered
  return [first, ...rest]
}

/** What a beat is about: its nouns, without people and places, and things of the story that it names. */
const nounsOf = (story: Story, beat: string): string[] => {
  const read = readIdea(beat)
  const named = story.objects.filter(name => beat.toLowerCase().includes(name))
  const known = [...story.cast.map(member => member.name), ...story.places.map(place => place.name), story.town, ...named].join(' ').toLowerCase().split(' ')
  const dull = (word: string): boolean => known.includes(word) || singularIn(outlineWords, word) !== undefined
  return [...named, ...[...read.sure, ...read.roles].filter(noun => !noun.toLowerCase().split(' ').some(dull))]
}

const banks = [
  { patterns: sceneTitles.quality, words: qualities },
  { patterns: sceneTitles.doing, words: doings },
  { patterns: sceneTitles.matter, words: matters },
  { patterns: sceneTitles.deed, words: deeds },
] as const

/** A title that no other scene of the story has, and the thing it speaks of. */
const dealTitle = (story: Story, n: number) => {
  const [which = 0, prop, word] = deal(seedOf(story.seed, 'title'), n - 1, [banks.length * sceneTitles.quality.length, story.props.length, qualities.length])
  const bank = banks[which % banks.length] ?? banks[0]
  const pattern = bank.patterns[Math.floor(which / banks.length)] ?? bank.patterns[0]
  const thing = cardOf(story.props, prop)
  return { thing, title: fill(pattern, { word: cardOf(bank.words, word), Prop: titleCase(thing) }) }
}

const ownThing = (story: Story, dice: Dice): string => {
  const [first, ...rest] = story.words.things
  return first === undefined || dice.chance(0.4) ? story.thing : `the ${dice.pick([first, ...rest])}`
}

/** The `at`-th segment that the material asks for. */
export const sceneAt = (story: Story, material: Material, at: number): Scene => {
  const count = Math.max(material.numbers.length, at + 1)
  const n = material.numbers[at] ?? (material.numbers.at(-1) ?? 0) + at + 1 - material.numbers.length
  const beatIndex = (place: number): number => Math.floor((place * material.beats.length) / count)
  const beat = material.beats[beatIndex(at)] ?? ''
  const begins = at === 0 || beatIndex(at) !== beatIndex(at - 1)
  const dice = createDice(seedOf(story.seed, 'scene', n))
  const playing = playersOf(story, beat, dice)
  const meant = story.places.find(place => beat.toLowerCase().includes(place.name))
  const dealt = cardOf(story.places, deal(seedOf(story.seed, 'place'), n - 1, [story.places.length])[0])
  const place = begins && meant ? meant : dealt
  const { title, thing } = dealTitle(story, n)
  const [noun = thing, other = noun] = dice.shuffle(nounsOf(story, beat))
  const own = ownThing(story, dice)
  const deed = story.words.deeds[n % Math.max(1, story.words.deeds.length)]
  const slots = {
    ...slotsOf(story, playing, place),
    thing: ownThing(story, dice),
    clue: dice.pick([own, `the ${other}`]),
    prop: begins ? `the ${noun}` : dice.pick([own, own, `the ${noun}`, `the ${thing}`, `the ${thing}`]),
    ...(deed !== undefined && { deed }),
  }
  return {
    story,
    n,
    stage: stageOf(n, material.total),
    title,
    playing,
    place,
    slots,
    ...(begins && beat !== '' && { beat }),
    ...(at === 0 && material.titleBefore && { titleBefore: material.titleBefore }),
    ...(at === count - 1 && material.beatAfter && { beatAfter: material.beatAfter }),
  }
}

const hours = ['DAWN', 'MORNING', 'DAY', 'AFTERNOON', 'DUSK', 'EVENING', 'NIGHT'] as const

/** A slug line: `INT. LANTERN ROOM — NIGHT`. A day passes in about a dozen scenes. */
export const settingOf = ({ story, n, place }: Scene): string => {
  const hour = hours[Math.floor(((story.seed % 7) + n) * 0.6) % hours.length] ?? hours[0]
  const where = place.inside ? `INT. ${place.name}` : `EXT. ${place.name}, ${story.town}`
  return `${where.toUpperCase()} — ${hour}`
}

/** Two to four sentences, a little more where they are short, that no other scene of the story has. */
export const actionOf = ({ story, n, slots, stage, titleBefore }: Scene): string => {
  const goingOn = sayable(business, slots)
  const flourishes = Math.min(gestures.length, story.details.length)
  const [opener, flourish, middle] = deal(seedOf(story.seed, 'action'), n - 1, [openers.length, flourishes, goingOn.length])
  const sentences = [
    say(cardOf(openers, opener), { ...slots, gesture: cardOf(gestures, flourish), detail: cardOf(story.details, flourish) }),
    say(cardOf(goingOn, middle), slots),
    nextOf(story, turns[stage], { topic: `turn ${stage}`, n: n - 1, slots }),
  ]
  if (titleBefore) sentences.splice(1, 0, nextOf(story, carriedOver, { topic: 'carried', n, slots: { ...slots, before: titleBefore } }))
  return sentences.join(' ')
}
