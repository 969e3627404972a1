/*
 * Names that look like a roster's and are not: `Mareck` for `Marek`, `Zoe` for `Zoë`. Only words with a capital are looked at.
 */

const word = /\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}[\p{L}\p{M}]*)*/gu
const capital = /^\p{Lu}/u

const wordsIn = (text: string): string[] => Array.from(text.normalize('NFC').matchAll(word), match => match[0].replace(/['’]s$/iu, ''))

/** Without accents and in small letters. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** A shorter name has too many words for neighbours. */
const shortestName = 4

/** Letters that may be wrong: one in a name of up to six, two in a longer one. */
const tolerance = (name: string): number => (name.length > 6 ? 2 : 1)

/** Letters to be put in, taken out or exchanged (two neighbours that have changed places count as one), as far as `most`. */
const distance = (one: string, other: string, most: number): number => {
  if (Math.abs(one.length - other.length) > most) return most + 1
  let [beforeLast, last] = [[] as number[], Array.from({ length: other.length + 1 }, (_, at) => at)]
  for (let row = 1; row <= one.length; row++) {
    const now = [row]
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1]
      let least = Math.min((last[column] ?? 0) + 1, (now[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (same ? 0 : 1))
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      if (swapped) least = Math.min(least, (beforeLast[column - 2] ?? 0) + 1)
      now.push(least)
    }
    ;[beforeLast, last] = [last, now]
  }
  return last[other.length] ?? most + 1
}

/** Finds the name that a word looks like a wrong spelling of; undefined for every other word. */
export type NameCheck = (word: string) => string | undefined

/**
 * `names` are those of the roster; `known` are texts whose words are right as they are. What the script also has in small
 * letters is a word like any other, and no name.
 */
export const createNameCheck = (names: readonly string[], known: readonly string[], texts: readonly string[]): NameCheck => {
  const parts = [...new Set(names.flatMap(wordsIn))]
  const right = new Set([...parts, ...known.flatMap(wordsIn)])
  const small = new Set(texts.flatMap(wordsIn).filter(each => !capital.test(each)))
  const told = parts.filter(name => name.length >= shortestName && capital.test(name))
  const found = new Map<string, string | undefined>()

  const look = (given: string): string | undefined => {
    // A cue stands in capitals, and is the same name.
    const isRight = right.has(given) || (given === given.toUpperCase() && parts.some(name => name.toUpperCase() === given))
    if (isRight || !capital.test(given) || small.has(given.toLowerCase())) return undefined
    return told.find(name => distance(plain(given), plain(name), tolerance(name)) <= tolerance(name))
  }

  return given => {
    if (!found.has(given)) found.set(given, look(given))
    return found.get(given)
  }
}

/** The words of a text that look like a wrong spelling of a name, each once, with the name. */
export const driftedNames = (text: string, check: NameCheck): { readonly word: string; readonly name: string }[] => {
  return [...new Set(wordsIn(text))].flatMap(each => {
    const name = check(each)
    return name === undefined ? [] : [{ word: each, name }]
  })
}
