import type { Member } from './cast.ts'
import { cardOf, deal } from './deck.ts'
import { answers, closes, openings, presses, stageLines, wants } from './phrases/dialogue.ts'
import { stageDeliveries } from './phrases/voices.ts'
import type { Phrases } from './phrases/phrases.ts'
import type { Scene } from './scene.ts'
import { say, sayable, type Slots } from './say.ts'
import { createDice, seedOf, type Dice } from './seed.ts'
import { nextOf } from './story.ts'

export type Speech = { readonly character_id: string; readonly delivery: string; readonly line: string }

const spelt: readonly (readonly [RegExp, string])[] = [
  [/\b(won)’t\b/gu, 'will not'],
  [/\b(can)’t\b/gu, 'cannot'],
  [/n’t\b(?! (?:it|you|I|we|they)\b)/gu, ' not'],
  [/\bI’m\b/gu, 'I am'],
  [/’ve\b/gu, ' have'],
  [/’re\b/gu, ' are'],
  [/’ll\b/gu, ' will'],
  [/\b(It|it|That|that|There|there|Here|here)’s\b/gu, '$1 is'],
  [/\b(L|l)et’s\b/gu, '$1et us'],
]

/** A line as this speaker says it, with a turn of phrase of the speaker's own now and then. */
const inVoice = (line: string, speaker: Member, turn: { readonly scene: Scene; readonly dice: Dice; readonly adorned: Set<Member> }): string => {
  const { voice } = speaker
  const { scene, dice, adorned } = turn
  const said = voice.spellsOut ? spelt.reduce((text, [short, long]) => text.replace(short, long), line) : line
  if (adorned.has(speaker) || !dice.chance(0.25)) return said
  adorned.add(speaker)
  const adornment = (list: Phrases, topic: string) => nextOf(scene.story, list, { topic: `${topic} ${speaker.id}`, n: scene.n, slots: {} })
  return dice.chance(0.5) ? `${adornment(voice.before, 'before')} ${said}` : `${said} ${adornment(voice.after, 'after')}`
}

/** What is said after the first line, its answer and the question that follows. */
type Course = readonly ('want' | 'close' | 'stage')[]
const courses: readonly [Course, ...Course[]] = [[], ['stage'], ['stage'], ['want', 'stage'], ['want', 'close'], ['want']]

/** Three to five lines in turn. The first three together are no other scene's. */
export const exchangeOf = (scene: Scene): Speech[] => {
  const { story, n, stage, playing } = scene
  const dice = createDice(seedOf(story.seed, 'exchange', n))
  const [first, second = first, third = first] = playing
  const absent = story.cast.find(member => !playing.slice(0, 3).includes(member)) ?? story.cast.find(member => member !== first && member !== second)
  const slotsFor = (speaker: Member): Slots => ({ ...scene.slots, want: speaker.want, flaw: speaker.flaw, C: absent?.short ?? 'anybody else' })
  const adorned = new Set<Member>()
  const speech = (speaker: Member, line: string): Speech => {
    const delivery = dice.chance(0.4) ? dice.pick(stageDeliveries[stage]) : dice.pick(speaker.voice.deliveries)
    return { character_id: speaker.id, delivery, line: inVoice(line, speaker, { scene, dice, adorned }) }
  }
  const pressing = sayable(presses, slotsFor(first))
  const [opening, answer, press] = deal(seedOf(story.seed, 'exchange'), n - 1, [openings.length, answers.length, pressing.length])
  const spoken = [
    speech(first, say(cardOf(openings, opening), slotsFor(first))),
    speech(second, say(cardOf(answers, answer), slotsFor(second))),
    speech(first, say(cardOf(pressing, press), slotsFor(first))),
  ]
  const later = { want: wants, close: closes, stage: stageLines[stage] }
  for (const [at, kind] of dice.pick(courses).entries()) {
    const speaker = at === 1 ? first : dice.chance(0.4) ? third : second
    const topic = kind === 'stage' ? `line ${stage}` : kind
    spoken.push(speech(speaker, nextOf(story, later[kind], { topic, n: n - 1, slots: slotsFor(speaker) })))
  }
  return spoken
}
