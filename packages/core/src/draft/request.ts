import type { Bible, Segment } from '@coldopen/script'
import type { Brief } from '../brief.ts'
import type { Budget } from '../events.ts'
import { formats } from '../formats/registry.ts'
import type { ModelRequest } from '../model/text-model.ts'
import { planAnswerSchema, setAnswerSchema } from './answer.ts'
import { planBudget, setBudget } from './budget.ts'
import type { SetRules } from './contract.ts'
import { planInstructions, setInstructions } from './instructions.ts'
import { layoutOf, type Layout } from './layout.ts'
import { createPlanReader } from './read-plan.ts'
import { createSetReader } from './read-set.ts'
import type { Asked, PartReader } from './reader.ts'
import { writersRoster } from './roster.ts'
import type { PartState, RunState } from './run-state.ts'

/** A request for (the missing rest of) a part, with its allocation. */
export type PartRequest = { readonly request: ModelRequest; readonly budget: Budget }

const planRequest = (state: RunState, part: PartState, layout: Layout): PartRequest => {
  const { brief, options } = state
  const kept = part.output.plan
  const beats = part.asked.filter(number => number > 0)
  const head = part.asked.includes(0)
  const roster = writersRoster(brief)
  const budget = planBudget(options.capability, beats.length)
  const first = kept?.beats.length ?? 0
  return {
    budget,
    request: {
      instructions: planInstructions(brief, { head, beats, all: layout.sets, perBeat: layout.perSet, given: roster?.length }),
      material: {
        format: brief.format,
        idea: brief.idea,
        ...(brief.language && { language: brief.language }),
        total_segments: layout.total,
        beats: { from: first + 1, to: first + beats.length, of: layout.sets },
        ...(roster && { characters: roster }),
        adult_story: brief.adultStory,
        ...(kept?.head && {
          plan_so_far: {
            title: kept.head.title,
            short_summary: kept.head.short_summary,
            description: kept.head.description,
            characters: kept.head.characters_roster,
            last_beats: kept.beats.slice(-5),
          },
        }),
      },
      schema: { name: `${brief.format}_plan`, json: planAnswerSchema({ head, roster: !roster, beats: beats.length }) },
      maxOutputTokens: budget.maxOutputTokens,
    },
  }
}

/** What the segments of a run keep to. */
export const rulesOf = (brief: Brief, bible: Bible): SetRules => ({
  narration: brief.noNarration ? 'none' : brief.narrationOnlyFirst ? 'first' : 'each',
  roster: bible.characters_roster,
})

/** What a model sees of a segment that stands before or after. */
const seen = (segment: Segment) => {
  const { segment_id: _, segment_number: __, ...told } = segment
  return told
}

/** The segment with this number, if it is there already. */
const segmentAt = (state: RunState, layout: Layout, number: number): Segment | undefined => {
  return state.parts[Math.ceil(number / layout.perSet)]?.output.segments.find(segment => segment.segment_number === number)
}

/** What comes before a set: its neighbour's last segment, or before the first set that is drafted, what the caller gave. */
const segmentBefore = (state: RunState, layout: Layout, first: number): Segment | undefined => {
  const { previous, only = [1] } = state.options
  const opening = previous && first === (Math.min(...only) - 1) * layout.perSet + 1
  return segmentAt(state, layout, first - 1) ?? (opening ? previous : undefined)
}

/** The beats that segments fall in, one for each set of the plan's own size, and the segments that those beats are told in. */
const beatsOf = (bible: Bible, first: number, last: number) => {
  const { segments_per_set: perBeat, total_segments: total } = bible.generation_info
  const from = Math.floor((first - 1) / perBeat)
  const to = Math.floor((last - 1) / perBeat) + 1
  const outline = bible.story_outline
  return {
    told: { first: from * perBeat + 1, last: Math.max(last, Math.min(to * perBeat, total)) },
    beats: outline.slice(from, to),
    ...(outline[from - 1] && { beat_before: outline[from - 1] }),
    ...(outline[to] && { beat_after: outline[to] }),
  }
}

const setRequest = (state: RunState, part: PartState, bible: Bible): PartRequest => {
  const { brief, options } = state
  const layout = layoutOf(brief)
  const rules = rulesOf(brief, bible)
  const budget = setBudget(formats[brief.format], options.capability, part.asked.length)
  const first = part.asked[0] ?? 1
  const last = part.asked.at(-1) ?? first
  const before = segmentBefore(state, layout, first)
  const after = segmentAt(state, layout, last + 1)
  const between = part.output.segments.filter(segment => segment.segment_number > first && segment.segment_number < last)
  const { told, ...beats } = beatsOf(bible, first, last)
  const asked = { numbers: part.asked, told, total: layout.total, before: before !== undefined, between: between.length > 0, after: after !== undefined }
  return {
    budget,
    request: {
      instructions: setInstructions(brief, asked, rules),
      material: {
        format: brief.format,
        idea: brief.idea,
        ...(brief.language && { language: brief.language }),
        title: bible.title,
        short_summary: bible.short_summary,
        description: bible.description,
        narrator_voice: bible.narrator_voice,
        characters: bible.characters_roster,
        segments: { first, last, of: layout.total, numbers: part.asked },
        ...beats,
        ...(before && { before: seen(before) }),
        ...(between.length > 0 && { between: between.map(segment => ({ segment_number: segment.segment_number, ...seen(segment) })) }),
        ...(after && { after: seen(after) }),
      },
      schema: { name: `${brief.format}_set`, json: setAnswerSchema(part.asked, rules) },
      maxOutputTokens: budget.maxOutputTokens,
    },
  }
}

/** The request for what a part asks for. Pure: the same state gives the same request. */
export const requestFor = (state: RunState, part: PartState): PartRequest => {
  if (part.number === 0 || !state.bible) return planRequest(state, part, layoutOf(state.brief))
  return setRequest(state, part, state.bible)
}

/** The reader of the answer to that request. */
export const readerFor = (state: RunState, part: Asked): PartReader => {
  if (part.number === 0 || !state.bible) return createPlanReader(part, writersRoster(state.brief))
  return createSetReader(part, rulesOf(state.brief, state.bible))
}
