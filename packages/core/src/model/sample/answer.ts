import type { ModelRequest } from '../text-model.ts'
import { writeJson } from './answer-json.ts'
import { exchangeOf } from './exchange.ts'
import { readMaterial, type Material } from './material.ts'
import { planOf } from './plan.ts'
import { proseOf } from './prose.ts'
import { reportOf, samplePack } from './report.ts'
import { actionOf, sceneAt, settingOf } from './scene.ts'
import { createStory, type Story } from './story.ts'
import { narrationOf } from './telling.ts'
import { textFor } from './unknown-field.ts'

/** The draft of one segment, by the names of its fields; what a shape does not ask for is not written. */
const segmentOf = (story: Story, material: Material, at: number) => {
  const scene = sceneAt(story, material, at)
  return {
    segment_number: scene.n,
    title: scene.title,
    setting: settingOf(scene),
    get action() {
      return actionOf(scene)
    },
    get narration() {
      return narrationOf(scene)
    },
    get dialogue() {
      return exchangeOf(scene)
    },
  }
}

/** The whole answer to a request: JSON in the shape of its schema, or prose where it has none. The same request gets the same answer. */
export const answerTo = (request: ModelRequest): string => {
  const material = readMaterial(request.material)
  const story = createStory(material)
  if (!request.schema) return material.reports ? reportOf(story, material) : proseOf(story, material)
  const draft = {
    ...planOf(story, material),
    narration: narrationOf(sceneAt(story, material, 0)),
    segments: (at: number) => segmentOf(story, material, at),
    get pack() {
      return samplePack(story)
    },
    get text() {
      return reportOf(story, material)
    },
  }
  return writeJson(request.schema.json, draft, (key, before) => textFor(key, sceneAt(story, material, before)))
}
