/** More of an idea than this is not read for words: UTF-16 code units. */
const readable = 2000
const longestWord = 24

const segmenter = new Intl.Segmenter('en', { granularity: 'word' })

/** `plain` is in lower case; `opens` is true of the first word of a sentence. */
export type Word = { readonly text: string; readonly plain: string; readonly opens: boolean }
export type Token = Word | 'break'

/** A request to write, before the idea itself. */
const request = /^\s*(?:please\s+)?(?:write|make|create|tell|give|generate)\s+(?:me\s+)?/iu

/** The words of an idea, compounds with a hyphen as one, and the places where punctuation breaks it. */
export const tokensOf = (idea: string): Token[] => {
  const tokens: Token[] = []
  let opens = true
  let joins = false
  const text = idea.slice(0, readable).toWellFormed().normalize('NFC').replace(request, '')
  const segments = [...segmenter.segment(text)]
  for (const [at, { segment, isWordLike }] of segments.entries()) {
    const word = segment.replace(/['’]s?$/u, '')
    const last = tokens.at(-1)
    if (isWordLike && /\p{L}/u.test(word) && word.length <= longestWord) {
      const joined = joins && last && last !== 'break' ? `${last.text}-${word}` : word
      tokens.splice(joined === word ? tokens.length : -1, 1, { text: joined, plain: joined.toLowerCase().replaceAll('’', "'"), opens: joined === word ? opens : last !== 'break' && last?.opens === true })
      opens = false
    } else if (!isWordLike && /[^\s'’_]/u.test(segment)) {
      joins = segment === '-' && segments[at - 1]?.isWordLike === true && segments[at + 1]?.isWordLike === true
      if (joins) continue
      tokens.push('break')
      opens ||= /[.!?:。！？]/u.test(segment)
    }
    joins = false
  }
  return tokens
}
