const segmenters = new Map<string, Intl.Segmenter>()

const createSegmenter = (language: string): Intl.Segmenter => {
  try {
    return new Intl.Segmenter(language, { granularity: 'word' })
  } catch {
    // A plain name such as `Brazilian Portuguese` is no tag: the rules that hold for every language serve.
    return new Intl.Segmenter('und', { granularity: 'word' })
  }
}

const segmenterOf = (language: string): Intl.Segmenter => {
  const known = segmenters.get(language)
  if (known !== undefined) return known
  if (segmenters.size === 32) segmenters.clear()
  const segmenter = createSegmenter(language)
  segmenters.set(language, segmenter)
  return segmenter
}

/** Words of a text by the rules of its language (a BCP 47 tag), so that scripts without spaces are counted too. */
export const wordCount = (text: string, language = 'und'): number => {
  let words = 0
  for (const { isWordLike } of segmenterOf(language).segment(text)) if (isWordLike === true) words++
  return words
}
