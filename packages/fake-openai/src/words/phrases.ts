import { deeds, kinds, oddities, people, places, syllables, things, times } from './lexicon.ts'
import { between, pick, type Random } from './random.ts'

/** Texts of one server: none is ever written twice. */
export type Written = Set<string>

/** Draws until a text is new; after some tries a number makes it so. */
function fresh(written: Written, draw: () => string): string {
  let text = draw()
  for (let tries = 1; written.has(text); tries += 1) text = tries < 20 ? draw() : `${draw()} ${written.size}`
  written.add(text)
  return text
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

function plainSentence(random: Random): string {
  const who = pick(random, people)
  const what = `the ${pick(random, kinds)} ${pick(random, things)}`
  const deed = pick(random, deeds)
  const where = pick(random, places)
  const when = pick(random, times)
  const forms = [
    `${who} ${deed} ${what} ${where} ${when}.`,
    `${capital(when)}, ${who.charAt(0).toLowerCase() + who.slice(1)} ${deed} ${what} ${where}.`,
    `${capital(where)}, ${who.charAt(0).toLowerCase() + who.slice(1)} ${deed} ${what} ${when}.`,
    `${who} ${deed} ${what} ${when}, and then the ${pick(random, things)} ${where}.`,
  ] as const
  return pick(random, forms)
}

/** One readable sentence that this server has not written before. */
export const sentence = (random: Random, written: Written): string => fresh(written, () => plainSentence(random))

/** Some sentences; every third text or so has one that exercises escapes, quotes, emoji or another script. */
export function paragraph(random: Random, written: Written, sentences: number): string {
  const parts = Array.from({ length: sentences }, () => sentence(random, written))
  if (random() < 0.35) parts.splice(between(random, 0, parts.length), 0, pick(random, oddities))
  return parts.join(' ')
}

export const title = (random: Random, written: Written): string =>
  fresh(written, () => `The ${capital(pick(random, kinds))} ${capital(pick(random, things))} ${pick(random, places)}`)

export const manner = (random: Random, written: Written): string =>
  fresh(written, () => `like the ${pick(random, kinds)} ${pick(random, things)} ${pick(random, times)}`)

export const tag = (random: Random, written: Written): string =>
  fresh(written, () => `#${capital(pick(random, kinds))}${capital(pick(random, things))}${between(random, 1, 99)}`)

const name = (random: Random): string => capital(Array.from({ length: between(random, 2, 3) }, () => pick(random, syllables)).join(''))

export const personName = (random: Random, written: Written): string =>
  fresh(written, () => `${name(random)} ${name(random)}`)
