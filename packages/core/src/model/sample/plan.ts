import { cardOf, deal } from './deck.ts'
import type { Material } from './material.ts'
import { beats, descriptions, joints, summaries } from './phrases/outline.ts'
import { deeds, doings, matters, qualities, scriptTitles } from './phrases/titles.ts'
import { capital, fill, say } from './say.ts'
import type { Stage } from './phrases/phrases.ts'
import { createDice, seedOf } from './seed.ts'
import { stagesOf } from './stage.ts'
import { slotsOf, type Playing, type Story } from './story.ts'
import { titleCase } from './title-case.ts'

/** What every plan says about itself. */
export const sampleNotice = 'This is sample text: it comes from the built-in sample writer, and no language model was asked.'

const isEnglish = (language: string): boolean => /^en(?:\b|glish)/iu.test(language)

/** The script's title, made of the idea's own words. */
export const scriptTitleOf = (story: Story): string => {
  const dice = createDice(seedOf(story.seed, 'script title'))
  const object = dice.pick(story.objects)
  return fill(dice.pick(scriptTitles), {
    Thing: titleCase(story.thing.replace(/^the /u, '')),
    Prop: titleCase(object),
    Quality: dice.pick(qualities),
    Doing: dice.pick(doings),
    Matter: dice.pick(matters),
    Deed: dice.pick(deeds),
    Hero: story.cast[0].short,
    town: story.town,
  })
}

/** Who plays with a hero whose roster has nobody else. */
const outsiders = ['a stranger', 'a neighbour'] as const

const slotsOfPlan = (story: Story) => {
  const [place] = story.places
  const other = story.places.find(each => each.name !== place.name) ?? place
  const [hero, second, third] = story.cast
  return {
    ...slotsOf(story, story.cast, place),
    B: second?.short ?? outsiders[0],
    C: third?.short ?? outsiders[1],
    Hero: hero.name,
    want_b: second?.want ?? 'to be let in',
    role: story.role,
    place_b: `the ${other.name}`,
  }
}

/** One sentence, and a second where the script was asked for in a language that the sample writer does not have. */
export const summaryOf = (story: Story, language: string | undefined): string => {
  const sentence = say(createDice(seedOf(story.seed, 'summary')).pick(summaries), slotsOfPlan(story))
  if (language === undefined || isEnglish(language)) return sentence
  return `${sentence} (The script was asked for in ${language}; sample text is always in English.)`
}

export const descriptionOf = (story: Story): string => {
  const slots = slotsOfPlan(story)
  return [...descriptions.map(phrase => say(phrase, slots)), sampleNotice].join(' ')
}

/** Three to eight, from the idea's words. */
export const hashtagsOf = (story: Story): string[] => {
  const own = [...story.words.roles, ...story.words.places, ...story.words.things, ...story.words.towns].map(text => titleCase(text).replace(/[^\p{L}\p{M}\p{N}]/gu, ''))
  return [...new Set([...own.filter(tag => tag !== ''), 'Screenplay', 'SampleText', 'ColdOpen'])].slice(0, 8).map(tag => `#${tag}`)
}

/**
 * Beat `n` of the outline: what happens in that stretch, in one sentence, and what it leads to in a second where it ends in a
 * later stage. It names a place, a thing and the people, so that its scenes can be about it.
 */
export const beatOf = (story: Story, n: number, of: number): string => {
  const dice = createDice(seedOf(story.seed, 'beat', n))
  const [hero, ...others] = story.cast
  const places = story.places.filter((place, at) => story.places.findIndex(each => each.name === place.name) === at)
  const clause = (stage: Stage): string => {
    const [phrase, object, place] = deal(seedOf(story.seed, 'beats', stage), n - 1, [beats[stage].length, story.objects.length, places.length])
    const [friend, ...rest] = dice.shuffle(others)
    const playing: Playing = friend && dice.chance(0.25) ? [friend, hero, ...rest] : friend ? [hero, friend, ...rest] : [hero]
    const slots = slotsOf(story, playing, places[place ?? 0] ?? story.places[0])
    return fill(cardOf(beats[stage], phrase), { B: outsiders[0], C: outsiders[1], ...slots, prop: `the ${cardOf(story.objects, object)}` })
  }
  const stages = stagesOf(n, of)
  const beginning = `${capital(clause(stages.first))}.`
  return stages.first === stages.last ? beginning : `${beginning} ${dice.pick(joints)}${clause(stages.last)}.`
}

/** The draft of a plan, by the names of its fields. */
export const planOf = (story: Story, material: Material) => ({
  title: scriptTitleOf(story),
  short_summary: summaryOf(story, material.language),
  description: descriptionOf(story),
  hashtags: hashtagsOf(story),
  narrator_voice: story.narrator.voice,
  characters_roster: story.invented.map(person => person.sheet),
  story_outline: (at: number) => beatOf(story, material.outline.from + at, material.outline.of),
})
