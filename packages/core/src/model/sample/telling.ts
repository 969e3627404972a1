import { cardOf, deal } from './deck.ts'
import { asides, tellings } from './phrases/narration.ts'
import type { Scene } from './scene.ts'
import { fill, say, sayable } from './say.ts'
import { seedOf } from './seed.ts'

/** As much of a text as fits, to the end of a sentence where there is one, else of a word. */
const shortened = (text: string, most: number): string => {
  const [sentence = text] = text.split(/(?<=[.!?。！？])\s/u)
  if (sentence.length <= most) return sentence
  return `${sentence.slice(0, most).toWellFormed().replace(/\s*\S*$/u, '')} …`
}

/** What the narrator says, in the narrator's own way; the first segment of a beat begins with the beat. */
export const narrationOf = (scene: Scene): string => {
  const { story, n, stage, slots } = scene
  const { frames } = story.narrator
  const added = sayable(asides, slots)
  const clauses = sayable(tellings[stage], slots)
  const [aside, frame, clause] = deal(seedOf(story.seed, 'telling', stage), n - 1, [added.length, frames.length, clauses.length])
  const sentences = [say(cardOf(frames, frame), { x: fill(cardOf(clauses, clause), slots) }), say(cardOf(added, aside), slots)]
  if (scene.beat) sentences.unshift(shortened(scene.beat, 160))
  if (scene.beatAfter) sentences.push(`Ahead of them: ${shortened(scene.beatAfter, 120)}`)
  return sentences.join(' ')
}
