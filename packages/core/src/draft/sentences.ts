import { wordCount } from '@coldopen/script'

const segmenterFor = (granularity: 'sentence' | 'word', language: string): Intl.Segmenter => {
  try {
    return new Intl.Segmenter(language, { granularity })
  } catch {
    // A language's plain name is no tag: the rules that hold for every language serve.
    return new Intl.Segmenter('und', { granularity })
  }
}

const terminator = /[.!?…。！？｡؟।][\p{Pe}\p{Pf}"'’”]*\s*$/u
const lineEnd = /[\n\r\u2029]\s*$/u
const spaceAfter = /\s$/u

/** Whether a sentence is over. The last of a text is only sure to be when white space follows, or when the text was ended and not cut. */
const isOver = (sentence: string, place: { readonly isLast: boolean; readonly closed: boolean }): boolean => {
  if (lineEnd.test(sentence)) return true
  return terminator.test(sentence) && (!place.isLast || place.closed || spaceAfter.test(sentence))
}

/** A text up to the end of its last finished sentence, with the white space behind it. `closed`: its writer ended it; else it was cut somewhere. */
export const finishedText = (text: string, closed: boolean, language = 'und'): string => {
  let end = 0
  for (const { segment, index } of segmenterFor('sentence', language).segment(text)) {
    const next = index + segment.length
    if (isOver(segment, { isLast: next === text.length, closed })) end = next
  }
  return text.slice(0, end)
}

/** Characters that any number of words is looked for in: more than enough for words of any language. */
const charactersPerWord = 24

/** The last words of a text, as it has them. */
export const lastWords = (text: string, count: number, language = 'und'): string => {
  const tail = text.slice(-count * charactersPerWord).toWellFormed()
  const excess = wordCount(tail, language) - count
  if (excess <= 0) return tail.trim()
  let passed = 0
  for (const { index, isWordLike } of segmenterFor('word', language).segment(tail)) {
    if (isWordLike === true && passed++ === excess) return tail.slice(index).trim()
  }
  return tail.trim()
}
