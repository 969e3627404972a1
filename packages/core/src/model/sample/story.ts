import { givenCast, inventCast, type Invented, type Member } from './cast.ts'
import { cardOf, deal } from './deck.ts'
import { readIdea, singularIn, type IdeaWords } from './idea-words.ts'
import type { Material } from './material.ts'
import { narrators, type Narrator } from './phrases/narration.ts'
import { townFirst, townLast, trades } from './phrases/people.ts'
import type { Phrases } from './phrases/phrases.ts'
import { wordSet } from './phrases/word-set.ts'
import { commonDetails, commonProps, worlds, type World } from './phrases/worlds.ts'
import { say, sayable, type Slots } from './say.ts'
import { createDice, seedOf, type Dice } from './seed.ts'

export type Place = { readonly name: string; readonly inside: boolean }

/** Everything that follows from an idea, and the people who play it. */
export type Story = {
  readonly seed: number
  readonly words: IdeaWords
  /** What it is all about, with its article: `the letter`. */
  readonly thing: string
  /** Names of things without an article: the idea's own first, then what the place has. */
  readonly props: Phrases
  /** Those that can be held in a hand, singular. */
  readonly objects: Phrases
  readonly places: readonly [Place, ...Place[]]
  readonly details: Phrases
  readonly town: string
  /** What the hero is, with its article. */
  readonly role: string
  readonly invented: readonly [Invented, ...Invented[]]
  readonly cast: readonly [Member, ...Member[]]
  readonly narrator: Narrator
}

const leadsOf = new Map(worlds.map(world => [world, wordSet(world.leads)]))

const worldFor = (words: IdeaWords, dice: Dice): World => {
  const said = [...words.all, ...words.towns.map(town => town.toLowerCase())]
  const weightOf = (word: string, at: number): number => (words.places.includes(word) ? 3 : 1) + 0.5 / (at + 1)
  const matches = (world: World): number => {
    const leads = leadsOf.get(world) ?? new Set()
    return said.reduce((sum, word, at) => sum + (singularIn(leads, word) === undefined ? 0 : weightOf(word, at)), 0)
  }
  const best = worlds.reduce((found, world) => (matches(world) > matches(found) ? world : found))
  return matches(best) > 0 ? best : dice.pick(worlds)
}

const distinct = (first: string, others: readonly string[]): Phrases => {
  const seen = new Set([first.toLowerCase()])
  return [first, ...others.filter(text => !seen.has(text.toLowerCase()) && seen.add(text.toLowerCase()))]
}

const atLeastOne = <T>(list: readonly T[], otherwise: readonly [T, ...T[]]): readonly [T, ...T[]] => {
  const [first, ...rest] = list
  return first === undefined ? otherwise : [first, ...rest]
}

/** Makes the world of an idea. The same material gives the same story; what a roster says of its people is kept. */
export const createStory = (material: Material): Story => {
  const words = readIdea(material.idea)
  const seed = seedOf(material.idea)
  const dice = createDice(seedOf(seed, 'world'))
  const world = worldFor(words, dice)
  const objects = distinct(world.props[0], [...world.props, ...commonProps])
  const own = [...words.things, ...words.roles.slice(1), ...words.places]
  const [about = objects[0]] = own.length > 0 ? own : words.all
  const [role] = own.length > 0 ? words.roles : []
  const town = words.towns[0] ?? `${dice.pick(townFirst)} ${dice.pick(townLast)}`
  const thing = `the ${about}`
  const invented = inventCast({ ...words, roles: own.length > 0 ? words.roles : [] }, { thing, town }, seed)
  const places = [
    ...words.places.flatMap(name => [{ name, inside: true }, { name, inside: false }]),
    ...dice.shuffle([...world.inside.map(name => ({ name, inside: true })), ...world.outside.map(name => ({ name, inside: false }))]),
  ]
  return {
    // Scenes that are written anew are others of the same story.
    seed: material.revised === undefined ? seed : seedOf(seed, material.revised),
    words,
    thing,
    props: distinct(about, [...own, ...objects]),
    objects,
    places: atLeastOne(places, [{ name: world.inside[0], inside: true }]),
    details: distinct(world.details[0], [...world.details, ...commonDetails]),
    town,
    role: role === undefined ? dice.pick(trades) : `the ${role}`,
    invented,
    cast: atLeastOne<Member>(givenCast(material, invented, seed), invented),
    narrator: narrators.find(narrator => narrator.known.test(material.narratorVoice ?? '')) ?? dice.pick(narrators),
  }
}

/** Who is in a scene, first the one it belongs to. */
export type Playing = readonly [Member, ...Member[]]

/** What the phrases of a scene may speak of. Where fewer than three play, there is no {C}, and so on. */
export const slotsOf = (story: Story, playing: Playing, place: Place): Slots => {
  const [a, b, c] = playing
  return {
    A: a.short,
    ...(b && { B: b.short }),
    ...(c && { C: c.short }),
    want: a.want,
    flaw: a.flaw,
    thing: story.thing,
    town: story.town,
    place: `the ${place.name}`,
    at: `${place.inside ? 'in' : 'at'} the ${place.name}`,
  }
}

/** The phrase of a list for the n-th time something is said: none comes back before all have been used. */
export const nextOf = (story: Story, phrases: Phrases, turn: { topic: string; n: number; slots: Slots }): string => {
  const possible = sayable(phrases, turn.slots)
  return say(cardOf(possible, deal(seedOf(story.seed, turn.topic), turn.n, [possible.length])[0]), turn.slots)
}
