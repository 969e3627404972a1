import type { Phrases } from './phrases/phrases.ts'

/** What stands in the slots of a phrase, by the slot's name. */
export type Slots = { readonly [slot: string]: string }

const slot = /\{(\^?)(\w+)\}/gu

export const capital = (text: string): string => {
  const first = text.match(/^[^\p{L}\p{N}]*\p{Ll}/u)?.[0]
  return first === undefined ? text : first.toUpperCase() + text.slice(first.length)
}

/** Fills a phrase in one pass: what a slot brings along is not looked at again. */
export const fill = (phrase: string, slots: Slots): string => {
  return phrase.replace(slot, (_, raised: string, name: string) => {
    const value = Object.hasOwn(slots, name) ? (slots[name] ?? '') : ''
    return raised ? capital(value) : value
  })
}

/** A phrase filled as a sentence: it begins with a capital. */
export const say = (phrase: string, slots: Slots): string => capital(fill(phrase, slots))

const namesByPhrase = new Map<string, readonly string[]>()

/** The slots of a phrase of the phrase-book, read once. */
const slotsIn = (phrase: string): readonly string[] => {
  const known = namesByPhrase.get(phrase) ?? [...phrase.matchAll(slot)].map(match => match[2] ?? '')
  namesByPhrase.set(phrase, known)
  return known
}

/** The phrases for which there is something in every slot; the first of all where there is none. */
export const sayable = (phrases: Phrases, slots: Slots): Phrases => {
  const [first = phrases[0], ...rest] = phrases.filter(phrase => slotsIn(phrase).every(name => Object.hasOwn(slots, name)))
  return [first, ...rest]
}
