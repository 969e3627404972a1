import { sentence, paragraph, type Written } from './phrases.ts'
import { between, type Random } from './random.ts'

const segmenter = new Intl.Segmenter('en', { granularity: 'word' })

/** Words of a text, as `Intl.Segmenter` counts them. */
export function countWords(text: string): number {
  let words = 0
  for (const part of segmenter.segment(text)) if (part.isWordLike === true) words += 1
  return words
}

/** The beginning of a text that has so many words, closed with a full stop. */
function firstWords(text: string, words: number): string {
  let seen = 0
  for (const part of segmenter.segment(text)) {
    if (part.isWordLike === true) seen += 1
    if (seen === words) return `${text.slice(0, part.index + part.segment.length)}.`
  }
  return text
}

/** Prose of exactly so many words, in paragraphs. */
export function prose(random: Random, written: Written, words: number): string {
  const paragraphs: string[] = []
  let missing = words
  while (missing > 0) {
    let text = missing < 12 ? sentence(random, written) : paragraph(random, written, between(random, 2, 5))
    const length = countWords(text)
    if (length > missing) text = firstWords(text, missing)
    paragraphs.push(text)
    missing -= Math.min(length, missing)
  }
  return paragraphs.join('\n\n')
}

/** How many words a request asks for: the last "N words" in it, or the last `"words": N`. */
export function wordsAsked(text: string): number | undefined {
  const last = [...text.matchAll(/(\d[\d,]*)[ -]?words?\b|\bwords?"?\s*:\s*(\d+)/giu)].at(-1)
  const digits = (last?.[1] ?? last?.[2])?.replaceAll(',', '')
  const words = digits === undefined ? 0 : Number(digits)
  return words > 0 ? words : undefined
}
