import type { Bible } from '@coldopen/script'
import { isGap } from './contract.ts'
import type { RunState } from './run-state.ts'
import { refuse, type Step } from './step.ts'

/** What is settled when a run begins: the sizes that its parts follow from, and what it was asked for. */
const settledFields = ['format', 'total_segments', 'segments_per_set', 'idea', 'no_narration', 'narration_only_first', 'adult_story', 'language'] as const

/** Why a bible cannot take the place of another, in a sentence that names the field; undefined when it can. */
export const unfitBible = (before: Bible, bible: Bible): string | undefined => {
  const changed = settledFields.find(field => bible.generation_info[field] !== before.generation_info[field])
  if (changed !== undefined) {
    return `generation_info.${changed} is settled when a run begins: it stays ${JSON.stringify(before.generation_info[changed] ?? null)}, or start another run.`
  }
  const [beats, planned] = [bible.story_outline.length, before.story_outline.length]
  if (beats !== planned) return `story_outline has ${beats} beats, and the script needs ${planned}: one for every part.`
  const gap = bible.story_outline.findIndex(isGap)
  if (gap !== -1) return `story_outline.${gap} says nothing: every beat tells what happens.`
  if (bible.title.trim() === '') return 'title is empty.'
  const ids = bible.characters_roster.map(character => character.id)
  const twice = ids.find((id, at) => ids.indexOf(id) !== at)
  return twice === undefined ? undefined : `characters_roster has the id ${twice} twice: every character needs its own.`
}

/** The writer's bible takes the place of the one there is; parts that are not asked for yet are written from it. */
export const setBible = (state: RunState, given: Bible): Step => {
  const [plan] = state.parts
  if (!state.bible || !plan) return refuse(state, 'conflict', 'The plan is still being written: change the bible when it is done.')
  const why = unfitBible(state.bible, given)
  if (why !== undefined) return refuse(state, 'invalid-input', why)
  const bible: Bible = { ...given, generation_info: state.bible.generation_info }
  return { state: { ...state, bible }, events: [{ type: 'plan-end', part: 0, attempt: plan.attempt, bible, usage: plan.usage }], effects: [] }
}
