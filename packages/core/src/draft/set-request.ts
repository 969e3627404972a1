import type { Bible, Segment } from '@coldopen/script'
import type { Brief } from '../brief.ts'
import type { SegmentedFormat } from '../formats/format.ts'
import { setAnswerSchema } from './answer.ts'
import { beatsOf } from './beats.ts'
import { setBudget } from './budget.ts'
import type { SetRules } from './contract.ts'
import { wishesOf } from './ground-rules.ts'
import { setInstructions } from './instructions.ts'
import { layoutOf, type Layout } from './layout.ts'
import type { PartRequest } from './part-request.ts'
import type { PartState, RunState } from './run-state.ts'
import { segmentsTold } from './standing.ts'

/** What the segments of a run keep to. */
export const rulesOf = (brief: Brief, bible: Bible): SetRules => ({
  narration: brief.noNarration ? 'none' : brief.narrationOnlyFirst ? 'first' : 'each',
  roster: bible.characters_roster,
})

/** What a model sees of a segment that stands before or after. */
export const seen = (segment: Segment) => {
  const { segment_id: _, segment_number: __, ...told } = segment
  return told
}

/** The segment with this number, if it is there already. */
const segmentAt = (state: RunState, layout: Layout, number: number): Segment | undefined => {
  const part = state.parts[Math.ceil(number / layout.perSet)]
  return part && segmentsTold(part).find(segment => segment.segment_number === number)
}

/** What comes before a set: its neighbour's last segment, or before the first set that is drafted, what the caller gave. */
const segmentBefore = (state: RunState, layout: Layout, first: number): Segment | undefined => {
  const { previous, only = [1] } = state.options
  const opening = previous && first === (Math.min(...only) - 1) * layout.perSet + 1
  return segmentAt(state, layout, first - 1) ?? (opening ? previous : undefined)
}

/** The request for the segments of a set that are missing. */
export const setRequest = (of: { state: RunState; bible: Bible; format: SegmentedFormat }, part: PartState): PartRequest => {
  const { state, bible, format } = of
  const { brief, options } = state
  const layout = layoutOf(brief)
  const rules = rulesOf(brief, bible)
  const budget = setBudget(format, options.capability, part.asked.length)
  const first = part.asked[0] ?? 1
  const last = part.asked.at(-1) ?? first
  const before = segmentBefore(state, layout, first)
  const after = segmentAt(state, layout, last + 1)
  const wishes = wishesOf(brief)
  const between = segmentsTold(part).filter(segment => segment.segment_number > first && segment.segment_number < last)
  const { told, ...beats } = beatsOf(bible, first, last)
  const asked = { numbers: part.asked, told, total: layout.total, before: before !== undefined, between: between.length > 0, after: after !== undefined }
  return {
    budget,
    request: {
      instructions: setInstructions({ brief, format }, asked, rules),
      material: {
        format: brief.format,
        idea: brief.idea,
        ...(brief.language && { language: brief.language }),
        ...(wishes && { wishes }),
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
