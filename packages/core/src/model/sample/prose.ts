import { exchangeOf } from './exchange.ts'
import type { Material } from './material.ts'
import { actionOf, sceneAt } from './scene.ts'
import type { Story } from './story.ts'
import { narrationOf } from './telling.ts'

const wordsIn = (text: string): number => text.split(/\s+/u).filter(word => word !== '').length

const longest = 20_000

/** Prose of about the length asked for (400 words where none is), within a tenth of it or one paragraph. */
export const proseOf = (story: Story, material: Material): string => {
  const target = Math.min(material.words ?? 400, longest)
  const paragraphs: string[] = []
  let written = 0
  const ofAll = { ...material, total: Math.max(material.total, Math.ceil(target / 60)) }
  for (let at = 0; written < target; at++) {
    const scene = sceneAt(story, ofAll, at)
    const [said, answered] = exchangeOf(scene)
    const speech = `“${said?.line ?? ''}” says ${scene.playing[0].short}. “${answered?.line ?? ''}”`
    for (const paragraph of [narrationOf(scene), actionOf(scene), speech]) {
      if (written >= target) break
      paragraphs.push(paragraph)
      written += wordsIn(paragraph)
    }
  }
  return paragraphs.join('\n\n')
}
