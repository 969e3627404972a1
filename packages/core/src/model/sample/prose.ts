import { wordCount } from '@coldopen/script'
import { sampleNotice } from '../choose.ts'
import { exchangeOf } from './exchange.ts'
import type { Material } from './material.ts'
import { actionOf, sceneAt } from './scene.ts'
import type { Story } from './story.ts'
import { narrationOf } from './telling.ts'

const longest = 20_000

const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' })

/** A paragraph’s first sentences, as many as come nearest to `room` words, and `least` at the least. */
const fitted = (paragraph: string, room: number, least: number): string => {
  let kept = ''
  let words = 0
  for (const [at, { segment }] of Array.from(sentences.segment(paragraph)).entries()) {
    const more = wordCount(segment)
    if (at >= least && words + more - room > room - words) break
    kept += segment
    words += more
  }
  return kept.trimEnd()
}

/** Paragraphs from the next on, until there are words enough; the last one is shortened to fit. */
export const untilWords = (target: number, next: (at: number) => readonly string[]): string => {
  const paragraphs: string[] = []
  let written = 0
  for (let at = 0; written < target; at++) {
    for (const paragraph of next(at)) {
      const text = fitted(paragraph, target - written, paragraphs.length === 0 ? 1 : 0)
      if (text === '') return paragraphs.join('\n\n')
      paragraphs.push(text)
      written += wordCount(text)
    }
  }
  return paragraphs.join('\n\n')
}

/** What the first chunk of a text begins with. */
export const noticeOf = (material: Material): string[] => (material.chunk?.number === 1 && !material.chunk.isBegun ? [sampleNotice] : [])

/** How long a text is to be: 400 words where nobody says. */
export const lengthOf = (material: Material): number => Math.min(material.words ?? 400, longest)

/** Prose of about the length asked for, to within half a sentence. */
export const proseOf = (story: Story, material: Material): string => {
  const target = lengthOf(material)
  const { beatAfter: _, ...rest } = material
  const ofAll = { ...rest, total: Math.max(material.total, Math.ceil(target / 60)) }
  return untilWords(target, at => {
    const scene = sceneAt(story, ofAll, at)
    const [said, answered] = exchangeOf(scene)
    const line = (said?.line ?? '').replace(/\.$/u, ',')
    return [...(at === 0 ? noticeOf(material) : []), narrationOf(scene), actionOf(scene), `“${line}” says ${scene.playing[0].short}. “${answered?.line ?? ''}”`]
  })
}
