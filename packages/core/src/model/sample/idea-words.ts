import { demandsVerb, determiners, functionWords, leadsToVerb, persons, placePrepositions, placesInIdeas, verbs } from './phrases/english.ts'
import { tokensOf, type Token, type Word } from './idea-tokens.ts'
import { foreignFunctionWords } from './phrases/other-languages.ts'

/** What an idea is about, in its own words and in the order in which they come. Nothing stands in two lists but as said. */
export type IdeaWords = {
  /** Nouns with the word before them, as in `unsent letter`: those that follow an article first. */
  readonly things: readonly string[]
  /** Those of the things that are surely nouns. */
  readonly sure: readonly string[]
  /** People and creatures, singular: `lighthouse keeper`. */
  readonly roles: readonly string[]
  readonly places: readonly string[]
  /** Proper names, of people and of places. */
  readonly names: readonly string[]
  readonly towns: readonly string[]
  /** Verbs in the form the idea has them in. */
  readonly deeds: readonly string[]
  /** Every word that carries a picture. */
  readonly all: readonly string[]
}

const mostOfAKind = 6

/** A word as lists have it: without the ending of a plural. */
export const singularIn = (list: ReadonlySet<string>, word: string): string | undefined => {
  return [word, word.replace(/s$/u, ''), word.replace(/es$/u, ''), word.replace(/ies$/u, 'y')].find(form => list.has(form))
}

const isKnown = (word: string): boolean => {
  return verbs.has(word) || functionWords.has(word) || singularIn(persons, word) !== undefined || singularIn(placesInIdeas, word) !== undefined
}

const isEnglish = (words: readonly Word[]): boolean => {
  const english = words.filter(word => isKnown(word.plain)).length
  const foreign = words.filter(word => foreignFunctionWords.has(word.plain) && !functionWords.has(word.plain)).length
  const latin = words.filter(word => /^[\p{Script=Latin}'’]+$/u.test(word.text)).length
  return english > foreign && latin > words.length / 2
}

const isCapital = (word: Word): boolean => /^\p{Lu}\p{Ll}/u.test(word.text)

/** A stretch of words that carry pictures, the function word before it and the one after it, and whether a name follows that. */
type Run = { readonly words: Word[]; readonly leader: string; readonly follower: string; readonly beforeName: boolean }

const runsOf = (tokens: readonly Token[]): Run[] => {
  const runs: Run[] = []
  let leader = ''
  let words: Word[] = []
  const close = (follower: string, next: Token | undefined) => {
    if (words.length > 0) runs.push({ words, leader, follower, beforeName: next !== undefined && next !== 'break' && isCapital(next) })
    words = []
    leader = follower
  }
  for (const [at, token] of tokens.entries()) {
    if (token === 'break') close('', undefined)
    else if (functionWords.has(token.plain)) close(token.plain, tokens[at + 1])
    else words.push(token)
  }
  close('', undefined)
  return runs
}

const noWord: Word = { text: '', plain: '', opens: false }
const isPronoun = /^(?:it|them|him)$/u
const isState = /^(?:is|are|was|were|be|been)$/u
const endsLikeVerb = /(?:[^su]s|ed|ing)$/u

const isInflected = (word: string): boolean => endsLikeVerb.test(word) || verbs.has(word)

/** The verb of which this is the -ing form, if it is one. */
const isDoing = (word: string): boolean => word.endsWith('ing') && [word.slice(0, -3), `${word.slice(0, -3)}e`, word.slice(0, -4)].some(stem => verbs.has(stem))

const isVerb = (run: Run, at: number): boolean => {
  const word = run.words[at]?.plain ?? ''
  const last = at === run.words.length - 1
  if (at === 0) {
    if (last && isPronoun.test(run.follower) && !determiners.has(run.leader)) return true
    if (run.leader === 'and') return verbs.has(word) && (!last || determiners.has(run.follower) || endsLikeVerb.test(word))
    if (!leadsToVerb.has(run.leader) || isCapital(run.words[0] ?? noWord)) return false
    return demandsVerb.has(run.leader) || isInflected(word) || (last && determiners.has(run.follower) && !isKnown(word))
  }
  const before = run.words[at - 1]?.plain ?? ''
  if (verbs.has(word) || isDoing(word)) return true
  if (!last || verbs.has(before)) return false
  if (determiners.has(run.follower) && singularIn(persons, before) !== undefined) return true
  return endsLikeVerb.test(word) && (word.endsWith('ing') || determiners.has(run.follower) || /^an?$/u.test(run.leader))
}

/** The nouns of a run: what stands between its verbs, with names apart. */
const phrasesOf = (run: Run): Word[][] => {
  const phrases: Word[][] = [[]]
  for (const [at, word] of run.words.entries()) {
    const before = run.words[at - 1]
    if (before && !isCapital(before) && isCapital(word)) phrases.push([])
    if (isVerb(run, at)) phrases.push([])
    else if (!/..ly$/u.test(word.plain)) phrases.at(-1)?.push(word)
  }
  return phrases.filter(phrase => phrase.length > 0)
}

const unlikelyName = /(?:s|ity|ness|tion|ment|ism|hood|ship|ing)$/u

/** Whether a phrase of capitals is a name; the first word of a sentence is one only before a verb, or before "and" and a name. */
const isName = (phrase: readonly Word[], run: Run): boolean => {
  const [first] = phrase
  if (!first || !phrase.every(isCapital) || (first === run.words[0] && determiners.has(run.leader))) return false
  if (!first.opens) return run.leader !== 'of'
  const end = run.words.indexOf(first) + phrase.length
  const acts = end < run.words.length && isVerb(run, end) && /[^s]s$/u.test(run.words[end]?.plain ?? '')
  const named = phrase.at(-1)?.plain ?? ''
  return (acts || (run.follower === 'and' && run.beforeName)) && !unlikelyName.test(named) && !isKnown(named)
}

const upTo = (list: Iterable<string>, most: number): string[] => [...new Set(list)].slice(0, most)

const readEnglish = (tokens: readonly Token[], words: readonly Word[]): IdeaWords => {
  const carrying = words.filter(word => !functionWords.has(word.plain))
  const capitals = carrying.filter(isCapital).length
  const namesCount = capitals <= Math.max(2, carrying.length / 2)
  const sure: string[] = []
  const unsure: string[] = []
  const roles: string[] = []
  const places: string[] = []
  const names: string[] = []
  const towns: string[] = []
  const deeds: string[] = []
  for (const run of runsOf(tokens)) {
    deeds.push(...run.words.filter((_, at) => isVerb(run, at)).map(word => word.plain))
    for (const phrase of phrasesOf(run)) {
      if (namesCount && isName(phrase, run)) {
        ;(placePrepositions.has(run.leader) ? towns : names).push(phrase.map(word => word.text).join(' '))
        continue
      }
      if (isState.test(run.leader) && phrase[0] === run.words[0]) continue
      if (run.leader === 'next' && phrase[0]?.plain === 'door') continue
      const near = phrase.slice(-2)
      const text = near.map(word => (namesCount && isCapital(word) && !word.opens ? word.text : word.plain)).join(' ')
      const head = near.at(-1)?.plain ?? ''
      places.push(...near.map(word => word.plain).filter(word => singularIn(placesInIdeas, word) !== undefined))
      const person = singularIn(persons, head)
      if (person !== undefined) roles.push([...near.slice(0, -1).map(word => word.plain), person].join(' '))
      else if (singularIn(placesInIdeas, head) === undefined) (determiners.has(run.leader) && phrase[0] === run.words[0] ? sure : unsure).push(text)
    }
  }
  return {
    things: upTo([...sure, ...unsure], mostOfAKind),
    sure: upTo(sure, mostOfAKind),
    roles: upTo(roles, mostOfAKind),
    places: upTo(places, mostOfAKind),
    names: upTo(names, mostOfAKind),
    towns: upTo(towns, mostOfAKind),
    deeds: upTo(deeds, mostOfAKind),
    all: upTo(carrying.map(word => word.plain), 8),
  }
}

/** Whether a word of a language that is not read as English is worth keeping. */
const carries = (word: Word): boolean => {
  if (functionWords.has(word.plain) || foreignFunctionWords.has(word.plain)) return false
  if (/^\p{Script=Hiragana}{1,3}$/u.test(word.text)) return false
  return word.text.length >= (/^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}'’]+$/u.test(word.text) ? 3 : 2)
}

/**
 * Reads an idea in any language for the words that a story can be made of. English is taken apart by its articles, pronouns
 * and the verbs that ideas use; of other languages every word that is not a function word counts as a thing.
 */
export const readIdea = (idea: string): IdeaWords => {
  const tokens = tokensOf(idea)
  const words = tokens.filter(token => token !== 'break')
  if (isEnglish(words)) return readEnglish(tokens, words)
  const kept = words.filter(carries)
  const things = upTo((kept.length > 0 ? kept : words).map(word => word.text), mostOfAKind)
  return { things, sure: things, roles: [], places: [], names: [], towns: [], deeds: [], all: things }
}
