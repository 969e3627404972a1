import type { Roster } from '@coldopen/script'

/** A place in a text where somebody is named. `certain` is false where another may be meant, or nobody. */
export type Mention = { readonly start: number; readonly end: number; readonly form: 'name' | 'first' | 'last'; readonly isUpper: boolean; readonly certain: boolean }

/** Who is looked for: one of a roster. */
export type Sought = { readonly roster: Roster; readonly id: string }

/** Scripts that put no spaces between words: there a name ends where it ends. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const wordSign = String.raw`[\p{L}\p{N}\p{M}_]`
/** Where a capital says nothing, since every word has one there. */
const sentenceStart = /(?:^|[.!?…:;—–\n\r\0])["'“”‘’«»„()[\]*_>\s]*$/u

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
const collapsed = (text: string): string => text.replace(/\s+/g, ' ')
export const wordsOf = (name: string): string[] => name.split(/\s+/).filter(word => word !== '')

/** A pattern for a whole word or several, with any white space between them. */
const pattern = (text: string): string => {
  const before = unspaced.test(text.slice(0, 1)) ? '' : `(?<!${wordSign})`
  const after = unspaced.test(text.slice(-1)) ? '' : `(?!${wordSign})`
  return before + wordsOf(text).map(escape).join(String.raw`\s+`) + after
}

type Meaning = Pick<Mention, 'form' | 'isUpper' | 'certain'>

/** What each spelling means; undefined for somebody else. The first meaning of a spelling holds. */
const meaningsOf = (sought: Sought): Map<string, Meaning | undefined> => {
  const meanings = new Map<string, Meaning | undefined>()
  const name = collapsed(sought.roster.find(one => one.id === sought.id)?.name.trim() ?? '')
  const others = sought.roster.filter(one => one.id !== sought.id).map(one => collapsed(one.name.trim()))
  const add = (spelling: string, form: Mention['form'], certain: boolean): void => {
    for (const isUpper of [false, true]) {
      const text = isUpper ? spelling.toUpperCase() : spelling
      if (text !== '' && !meanings.has(text)) meanings.set(text, { form, isUpper, certain })
    }
  }
  const [first = '', ...more] = wordsOf(name)
  const isShared = (word: string): boolean => others.some(other => wordsOf(other.toUpperCase()).includes(word.toUpperCase()))
  add(name, 'name', more.length > 0 ? !others.includes(name) : !isShared(name))
  for (const other of others) for (const text of [other, other.toUpperCase()]) if (text !== '' && !meanings.has(text)) meanings.set(text, undefined)
  if (more.length > 0) {
    // A title or an initial is no name.
    if (!first.endsWith('.') && first.length > 1) add(first, 'first', !isShared(first))
    add(more.at(-1) ?? '', 'last', false)
  }
  return meanings
}

/** Finds where one of a roster is named, in text as it reads. Whole words only; whoever has a longer name is not mistaken. */
export const createMentions = (sought: Sought, texts: Iterable<string>): ((text: string) => Mention[]) => {
  const meanings = meaningsOf(sought)
  const spellings = [...meanings.keys()].toSorted((a, b) => b.length - a.length)
  if (spellings.length === 0) return () => []
  const found = new RegExp(spellings.map(pattern).join('|'), 'gu')
  // A name that is written small as well is a word: Will, Rose, Hope.
  const words = new Set<string>()
  const single = [...meanings].flatMap(([spelling, meaning]) => (meaning && !meaning.isUpper && wordsOf(spelling).length === 1 ? [spelling] : []))
  const small = single.filter(spelling => spelling.toLowerCase() !== spelling)
  if (small.length > 0) {
    const lower = new RegExp(small.map(spelling => pattern(spelling.toLowerCase())).join('|'), 'gu')
    for (const text of texts) for (const [word] of text.matchAll(lower)) words.add(word)
  }
  return text => {
    const mentions: Mention[] = []
    for (const { 0: spelling, index } of text.matchAll(found)) {
      const meaning = meanings.get(collapsed(spelling))
      if (!meaning) continue
      const isWord = words.has(spelling.toLowerCase()) && (meaning.isUpper || sentenceStart.test(text.slice(Math.max(0, index - 20), index)))
      mentions.push({ start: index, end: index + spelling.length, form: meaning.form, isUpper: meaning.isUpper, certain: meaning.certain && !isWord })
    }
    return mentions
  }
}
