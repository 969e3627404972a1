import type { Brief } from '../brief.ts'
import type { OutlinedFormat, SegmentedFormat } from '../formats/format.ts'
import type { SetRules } from './contract.ts'
import { counted, forWhom, rules } from './ground-rules.ts'

/*
 * What models are told. What is the same for every request of a run stands first, so that a provider can keep it.
 */

/** Numbers as people say them: `1, 3–5`. */
export const spokenNumbers = (numbers: readonly number[]): string => {
  const runs: { first: number; last: number }[] = []
  for (const number of numbers) {
    const run = runs.at(-1)
    if (run && number === run.last + 1) run.last = number
    else runs.push({ first: number, last: number })
  }
  return runs.map(run => (run.first === run.last ? `${run.first}` : `${run.first}–${run.last}`)).join(', ')
}

/** A format whose plan a model writes. */
export type PlannedFormat = SegmentedFormat | OutlinedFormat

/** What a request for (a piece of) a plan asks for. `beats` are numbers of beats, of `all` in the whole outline. */
export type PlanAsked = {
  readonly head: boolean
  readonly beats: readonly number[]
  readonly all: number
  readonly perBeat: number
  /** How many characters the writer gives; undefined when they are to be invented. */
  readonly given: number | undefined
}

const castOf = (format: PlannedFormat, asked: PlanAsked): string => {
  if (asked.given === undefined) return asked.head ? format.castGuide : 'The characters are those of `plan_so_far`.'
  return asked.given > 0 ? 'The characters are given: keep them as they are.' : 'There are no characters: the story is told by what is seen and heard, and nobody talks.'
}

/** How a beat of an outline is later carried out. */
const carriedOut = (format: PlannedFormat, asked: PlanAsked): string => {
  if (format.kind === 'segmented') return `Each beat is later drafted as ${counted(asked.perBeat, format.segment)}: let enough happen in it to fill them.`
  return 'Each beat is later drafted as the entry of `chunks` in its place says, at that length in words: let as much happen in it as fills that, and no more.'
}

export const planInstructions = (brief: Brief, format: PlannedFormat, asked: PlanAsked): string => {
  const last = asked.beats.at(-1) ?? 0
  const continued = (asked.beats[0] ?? 1) > 1
  return [
    format.planGuide,
    castOf(format, asked),
    'Follow `idea` in all that it asks of the story.',
    ...forWhom(brief),
    ...rules,
    ...(asked.head ? ['`title` is short and could be no other story’s; `short_summary` is one sentence that makes one want it told, `description` a paragraph that tells the whole story, its end included; `hashtags` are three to eight.'] : []),
    ...(asked.head && !brief.noNarration ? ['`narrator_voice` says in a sentence who tells the story and how that sounds.'] : []),
    ...(asked.head && brief.noNarration ? ['Nobody narrates: `narrator_voice` is empty.'] : []),
    `\`story_outline\` has exactly ${counted(asked.beats.length, 'beat')}, each one or two full sentences: who does what, against what, and what has changed by then. Events, not themes.`,
    carriedOut(format, asked),
    ...(continued ? ['Go on after the `last_beats` of `plan_so_far` without repeating them.'] : []),
    ...(last < asked.all ? [`These are beats ${spokenNumbers(asked.beats)} of ${asked.all}: the story is not to end in them.`] : []),
    ...(continued && last === asked.all ? ['The last beat ends the story.'] : []),
  ].join('\n')
}

/** What a request for segments asks for, and what stands around them. */
export type SetAsked = {
  readonly numbers: readonly number[]
  /** First and last number of the segments that its beats are told in, and the number of the script's last segment. */
  readonly told: { readonly first: number; readonly last: number }
  readonly total: number
  readonly before: boolean
  readonly between: boolean
  readonly after: boolean
}

const shareOf = (asked: SetAsked, segment: string): string => {
  const { first, last } = asked.told
  if (asked.numbers.length === last - first + 1) return 'Carry out `beats`, no more and no less; what `beat_before` and `beat_after` tell is told elsewhere.'
  return `\`beats\` are told in ${segment}s ${first}–${last} of the script, of which you write ${spokenNumbers(asked.numbers)}: carry out that share, and leave the rest to the others.`
}

export const narrationOf = (numbers: readonly number[], narration: SetRules['narration']): string[] => {
  if (narration === 'each') {
    return ['`narration`, one to three sentences in the voice that `narrator_voice` describes, belongs to each: it tells what nobody can see, and not what is seen or said anyway.']
  }
  if (narration === 'none' || !numbers.includes(1)) return []
  return ['`narration` stands once, before all else: it opens the story in the voice that `narrator_voice` describes.']
}

export const setInstructions = (of: { brief: Brief; format: SegmentedFormat }, asked: SetAsked, given: SetRules): string => {
  const { brief, format } = of
  return [
    format.setGuide,
    given.roster.length > 0 ? format.dialogueGuide : 'Nobody says a word.',
    ...narrationOf(asked.numbers, given.narration),
    'Follow `idea` in all that it asks of the story; where they differ, `beats` and `characters` come before it.',
    ...forWhom(brief),
    ...rules,
    `Write ${counted(asked.numbers.length, format.segment)}, in order. ${shareOf(asked, format.segment)}`,
    ...(asked.before ? ['Go on exactly where `before` ends, without repeating it.'] : []),
    ...(asked.between ? [`The ${format.segment}s in \`between\` exist already: write those that are missing around them.`] : []),
    ...(asked.after ? ['Lead into `after`, which exists already.'] : []),
    ...(asked.numbers.includes(asked.total) ? ['The story ends here.'] : []),
  ].join('\n')
}
