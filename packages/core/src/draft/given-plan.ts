import type { PlannedChunk } from '../brief.ts'
import { formatOf, type ResolvedBrief } from './layout.ts'
import type { PlanDraft } from './run-state.ts'

/** Whether no model is asked for the plan. */
export const isPlanGiven = (brief: ResolvedBrief): boolean => {
  const format = formatOf(brief)
  return format.kind === 'chunked' && format.plan === 'fixed'
}

/** The longest a title may be that code takes from an idea. */
const longestTitle = 80

/** The first sentence or line of an idea, as far as it makes a title. */
const titleOf = (brief: ResolvedBrief): string => {
  const [line = brief.idea] = (brief.topic ?? brief.idea).split(/[\n\r]|(?<=[.!?。！？])\s/u)
  const title = line.trim().replace(/[.。]$/u, '')
  const points = Array.from(title)
  return points.length <= longestTitle ? title : `${points.slice(0, longestTitle).join('').replace(/\s+\S*$/u, '')} …`
}

const beatOf = (chunk: PlannedChunk): string => `${chunk.title} (${chunk.words} words): ${chunk.role}.`

/** The plan of a script whose chunks are the same for every topic: no model is asked for it. */
export const givenPlan = (brief: ResolvedBrief): PlanDraft => ({
  head: {
    title: titleOf(brief),
    short_summary: brief.topic === undefined ? titleOf(brief) : brief.idea,
    description: brief.description ?? brief.idea,
    hashtags: [],
    narrator_voice: [brief.persona, brief.hosts && `Hosts: ${brief.hosts.join(', ')}.`].filter(said => said !== undefined).join(' '),
    characters_roster: [],
  },
  beats: (brief.layout.chunks ?? []).map(beatOf),
})
