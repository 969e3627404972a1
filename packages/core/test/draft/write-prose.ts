/** Beginnings of sentences that are hard to carry: quotes, escapes, abbreviations, numbers, other scripts, surrogate pairs. */
const openings = ['The lamp goes out at', '“Never again,” she says, number', 'About 3.5 million of them saw', 'Zoë writes C:\\temp and waits for', '灯が消える、', '😀👩‍👩‍👧 laughs at "it" for', 'Mr. Finch goes on to', 'Nobody asked about']

/** As many words as asked for, in sentences of eight and paragraphs of five; the same salt gives the same text. */
export const writeProse = (words: number, salt: number): string => {
  const sentences: string[] = []
  for (let written = 0, turn = salt; written < words; turn++, written += 8) {
    const opening = openings[turn % openings.length] ?? ''
    const more = Array.from({ length: Math.max(1, 8 - opening.split(' ').length) }, (_, at) => `w${salt}x${written + at}`)
    sentences.push(`${opening} ${more.join(' ')}.`)
  }
  return sentences.map((sentence, at) => (at % 5 === 4 ? `${sentence}\n\n` : `${sentence} `)).join('').trim()
}
