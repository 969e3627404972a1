import { cardOf, deal } from './deck.ts'
import type { Material } from './material.ts'
import { reportClosings, reportFacts, reportOpenings, reportSentences } from './phrases/report.ts'
import { lengthOf, noticeOf, untilWords } from './prose.ts'
import { say, sayable, type Slots } from './say.ts'
import { seedOf } from './seed.ts'
import { nextOf, slotsOf, type Story } from './story.ts'

const slotsAt = (story: Story, n: number): Slots => {
  const [first, ...others] = story.cast
  const [place = 0, prop = 0] = deal(seedOf(story.seed, 'report'), n, [story.places.length, story.objects.length])
  return { ...slotsOf(story, [first, ...others], cardOf(story.places, place)), prop: `the ${cardOf(story.objects, prop)}` }
}

/** The facts a sample's report goes on, and the names in them. */
export const samplePack = (story: Story) => ({
  facts: sayable(reportFacts, slotsAt(story, 0)).map((fact, at) => ({ fact: say(fact, slotsAt(story, at)), sources: [] })),
  names: [...story.cast.map(member => member.name), story.town],
})

const paragraphAt = (story: Story, n: number): string => {
  const slots = slotsAt(story, n)
  const next = (phrases: typeof reportSentences, topic: string, turn: number): string => nextOf(story, phrases, { topic, n: turn, slots })
  const middle = [0, 1, 2, 3].slice(0, 3 + (n % 2)).map(at => next(reportSentences, 'report sentence', n * 4 + at))
  return [next(reportOpenings, 'report opening', n), ...middle, next(reportClosings, 'report closing', n)].join(' ')
}

/** A spoken report of about the length asked for: paragraphs about what the idea is about. Its first words say that it is a sample. */
export const reportOf = (story: Story, material: Material): string => {
  const first = (material.numbers[0] ?? 1) - 1
  return untilWords(lengthOf(material), at => [...(at === 0 ? noticeOf(material) : []), paragraphAt(story, first + at)])
}
