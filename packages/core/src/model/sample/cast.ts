import type { GivenCharacter, Material } from './material.ts'
import type { IdeaWords } from './idea-words.ts'
import { persons } from './phrases/english.ts'
import { appearance, desires, firstNames, flaws, lastNames, temperaments } from './phrases/people.ts'
import { accents, voices, type Voice } from './phrases/voices.ts'
import { fill } from './say.ts'
import { createDice, seedOf } from './seed.ts'

/** Somebody a scene can be played with. */
export type Member = {
  readonly id: string
  readonly name: string
  /** What the others call them: the first name where that is clear. */
  readonly short: string
  /** Fits behind "wants". */
  readonly want: string
  readonly flaw: string
  readonly voice: Voice
}

/** A character as a plan's roster describes it, with what the scenes need to know. */
export type Invented = Member & {
  readonly sheet: {
    readonly name: string
    readonly physical_appearance: { readonly [field: string]: string }
    readonly personality: { readonly [field: string]: string }
    readonly voice_characteristics: { readonly [field: string]: string }
  }
}

const fewest = 3
const most = 6

const cycle = <T>(list: readonly T[], at: number, otherwise: T): T => list[at % list.length] ?? otherwise

/** People for an idea, all different, those the idea names first. The same idea and town give the same people. */
export const inventCast = (words: IdeaWords, slots: { readonly thing: string; readonly town: string }, seed: number): readonly [Invented, ...Invented[]] => {
  const dice = createDice(seedOf(seed, 'cast'))
  const size = fewest + dice.roll(most - fewest + 1)
  const named = words.names.slice(0, size)
  const initials = new Set(named.map(name => name.charAt(0)))
  const first = dice.shuffle(firstNames).filter(name => !initials.has(name.charAt(0)) && initials.add(name.charAt(0)))
  const last = dice.shuffle(lastNames)
  const order = {
    age: dice.shuffle(appearance.age),
    build: dice.shuffle(appearance.build),
    face: dice.shuffle(appearance.face),
    clothing: dice.shuffle(appearance.clothing),
    temperament: dice.shuffle(temperaments),
    desire: dice.shuffle(desires),
    flaw: dice.shuffle(flaws),
    voice: dice.shuffle(voices),
    accent: dice.shuffle(accents),
  }
  const invent = (at: number): Invented => {
    const name = named[at] ?? `${cycle(first, at, firstNames[0])} ${cycle(last, at, lastNames[0])}`
    const voice = cycle(order.voice, at, voices[0])
    const want = fill(cycle(order.desire, at, desires[0]), slots)
    const flaw = cycle(order.flaw, at, flaws[0])
    const role = words.roles[at]
    return {
      id: `char_${String(at + 1).padStart(3, '0')}`,
      name,
      short: shortOf(name, named),
      want,
      flaw,
      voice,
      sheet: {
        name,
        physical_appearance: {
          age: cycle(order.age, at, ''),
          build: cycle(order.build, at, ''),
          face: cycle(order.face, at, ''),
          clothing: role === undefined ? cycle(order.clothing, at, '') : `what people expect of ${/^[aeiou]/iu.test(role) ? 'an' : 'a'} ${role}, and ${cycle(order.clothing, at, '')}`,
        },
        personality: { temperament: cycle(order.temperament, at, ''), desire: want, flaw },
        voice_characteristics: { tone: voice.tone, pace: voice.pace, accent: fill(cycle(order.accent, at, accents[0]), slots) },
      },
    }
  }
  return [invent(0), ...Array.from({ length: size - 1 }, (_, at) => invent(at + 1))]
}

const lowered = (text: string): string => (/^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text)

/** A wish or a flaw in a writer's words as a phrase: `She wants to be free.` becomes `to be free`. */
const asPhrase = (text: string): string => {
  const clause = text.split(/[.;!?。！？]/u).find(part => part.trim() !== '')?.trim() ?? text
  return lowered(clause.replace(/^(?:(?:he|she|they|it)\s+)?(?:wants?|wishes|longs|desires|hopes)\s+(?=\S)/iu, ''))
}

const honorific = /\.$|^(?:the|el|la|le|der|die|das|lord|lady|sir|dame|king|queen|captain|doctor|professor|madame|mister|don|aunt|uncle|old|big|little)$/iu

const shortOf = (name: string, all: readonly string[]): string => {
  const [first = name] = name.split(' ')
  const shared = all.filter(other => other.split(' ')[0] === first).length > 1
  return shared || honorific.test(first) || persons.has(first.toLowerCase()) ? name : first
}

const voiceOf = (given: GivenCharacter, seed: number): Voice => {
  const [first = voices[0]] = voices.filter(voice => voice.known.test(given.voice))
  return voices.some(voice => voice.known.test(given.voice)) ? first : createDice(seedOf(seed, given.name, 'voice')).pick(voices)
}

/** The roster of the material as somebody to play with: its own wishes, flaws and voices where it has any. */
export const givenCast = (material: Material, invented: readonly Invented[], seed: number): Member[] => {
  const names = material.characters.map(character => character.name)
  return material.characters.map((given, at) => {
    const stand = cycle<Invented | undefined>(invented, at, undefined)
    return {
      id: given.id ?? `char_${String(at + 1).padStart(3, '0')}`,
      name: given.name,
      short: shortOf(given.name, names),
      want: asPhrase(given.desire ?? stand?.want ?? 'to be asked to stay'),
      flaw: asPhrase(given.flaw ?? stand?.flaw ?? 'never asks for help'),
      voice: voiceOf(given, seed),
    }
  })
}
