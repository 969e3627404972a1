import { planAnswerSchema } from './answer.ts'
import { planBudget } from './budget.ts'
import { wishesOf } from './ground-rules.ts'
import { planInstructions, type PlannedFormat } from './instructions.ts'
import { layoutOf } from './layout.ts'
import type { PartRequest } from './part-request.ts'
import { writersRoster } from './roster.ts'
import type { PartState, RunState } from './run-state.ts'

/** The request for (the missing rest of) a plan that a model writes. */
export const planRequest = (state: RunState, part: PartState, format: PlannedFormat): PartRequest => {
  const { brief, options } = state
  const layout = layoutOf(brief)
  const kept = part.output.plan
  const beats = part.asked.filter(number => number > 0)
  const head = part.asked.includes(0)
  const roster = writersRoster(brief)
  const budget = planBudget(options.capability, beats.length)
  const first = kept?.beats.length ?? 0
  const wishes = wishesOf(brief)
  return {
    budget,
    request: {
      instructions: planInstructions(brief, format, { head, beats, all: layout.sets, perBeat: layout.perSet, given: roster?.length }),
      material: {
        format: brief.format,
        idea: brief.idea,
        ...(brief.language && { language: brief.language }),
        ...(wishes && { wishes }),
        total_segments: layout.total,
        beats: { from: first + 1, to: first + beats.length, of: layout.sets },
        ...(layout.chunks && { chunks: layout.chunks.slice(first, first + beats.length) }),
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
