import type { CanonicalPack, Chunk, ChunkMark } from '@coldopen/script'
import { formatOf, isPiece } from './layout.ts'
import type { RunState } from './run-state.ts'

/** The facts that a script keeps to: those its first chunk established, or those a shorter cut is made from. */
export const packOf = (state: RunState): CanonicalPack | undefined => {
  const { revision } = state.options
  if (revision) return revision.type === 'chunk' ? revision.pack : undefined
  return state.brief.cutOf?.pack ?? state.parts[1]?.output.pack
}

/** Text that a chunk may take what it says from, beside the facts: the first chunk, or what is written anew and stands around it. */
const toldElsewhere = (state: RunState): (string | undefined)[] => {
  const { revision } = state.options
  return revision?.type === 'chunk' ? [revision.current, revision.before, revision.after] : [state.parts[1]?.output.chunk?.text]
}

const numbers = /\d+(?:[.,]\d+)*/gu
const words = /\p{L}[\p{L}\p{M}\p{N}]*(?:[-’'.]\p{L}[\p{L}\p{M}\p{N}]*)*/gu
const capital = /^\p{Lu}/u

/** A number as figures alone: `1,600` and `1600` are one. A decimal keeps its places. */
const plainNumber = (number: string): string => {
  const grouped = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$/u.test(number)
  return grouped ? number.replace(/[.,]/gu, '') : number.replaceAll(',', '.')
}

/** A word without the ending that makes it somebody's. */
const stem = (word: string): string => word.toLowerCase().replace(/[’']s$/u, '')

const wordsOf = (text: string) => [...text.matchAll(words)].map(match => ({ word: match[0], at: match.index, end: match.index + match[0].length }))

/** Whether a word begins a sentence, where a capital says nothing. */
const opensSentence = (text: string, at: number): boolean => /(?:^|[.!?…:;\n—–]\s*|[.!?…]["”’)»]\s*)["“‘«(—–-]*\s*$/u.test(text.slice(Math.max(0, at - 8), at))

/** The share of words inside sentences that have a capital: above it, capitals do not tell names (as in German). */
const mostCapitals = 0.2

/** Proper names: runs of words with a capital, but for those that open a sentence. */
const namesIn = (text: string): string[] => {
  const inside = wordsOf(text).filter(word => !opensSentence(text, word.at))
  const capitals = inside.filter(word => capital.test(word.word) && word.word.length > 1 && !/^I[’']/u.test(word.word))
  if (inside.length >= 20 && capitals.length > inside.length * mostCapitals) return []
  const names: { from: number; end: number }[] = []
  for (const word of capitals) {
    const last = names.at(-1)
    if (last && /^\s$/u.test(text.slice(last.end, word.at))) last.end = word.end
    else names.push({ from: word.at, end: word.end })
  }
  return names.map(name => text.slice(name.from, name.end))
}

/**
 * Numbers of two figures or more, and proper names, that a text has and none of the others: each once, in order. Numbers that
 * are written as words are not looked at.
 */
export const ungrounded = (text: string, others: readonly string[]): string[] => {
  const known = others.join('\n')
  const knownNumbers = new Set([...known.matchAll(numbers)].map(match => plainNumber(match[0])))
  const knownWords = new Set(wordsOf(known).flatMap(({ word }) => [stem(word), ...word.split(/[-’']/u).map(stem)]))
  const isKnown = (name: string): boolean => wordsOf(name).every(({ word }) => knownWords.has(stem(word)) || word.split('-').every(piece => knownWords.has(stem(piece))))
  const strayNumbers = [...text.matchAll(numbers)].map(match => match[0]).filter(number => number.length > 1 && !knownNumbers.has(plainNumber(number)))
  const strayNames = namesIn(text).filter(name => !isKnown(name))
  return [...new Set([...strayNumbers, ...strayNames])].toSorted((a, b) => text.indexOf(a) - text.indexOf(b))
}

/** Marks of one chunk, at most. */
const mostMarks = 20

/** What a chunk says that nothing it was written from has. Empty where there are no facts to keep to. */
export const groundingMarks = (state: RunState, chunk: Chunk): ChunkMark[] => {
  const { brief, bible } = state
  const format = formatOf(brief)
  const pack = packOf(state)
  if (!pack || format.kind !== 'chunked' || format.plan !== 'fixed') return []
  if (chunk.chunk_number === 1 && !brief.cutOf && !isPiece(brief)) return []
  const given = [brief.idea, brief.topic, brief.description, brief.persona, ...(brief.hosts ?? []), bible?.title, ...(bible?.story_outline ?? []), chunk.title, ...toldElsewhere(state)]
  const facts = [pack.topic, ...pack.facts.map(each => each.fact), ...pack.names, ...pack.sources.map(source => source.title)]
  const others = [...given.filter(text => text !== undefined), ...facts]
  return ungrounded(chunk.text, others)
    .slice(0, mostMarks)
    .map(quote => ({ kind: 'source', quote, note: `"${quote}" is in none of the facts it was written from` }))
}
