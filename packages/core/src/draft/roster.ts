import { characterId, type Character } from '@coldopen/script'
import type { Brief } from '../brief.ts'

/** Gives every entry an id: its own, or the lowest that is free. Fields are kept as given. */
const assignIds = (entries: NonNullable<Brief['roster']>): Character[] => {
  const taken = new Set(entries.map(entry => entry.id))
  let next = 1
  return entries.map(entry => {
    if (entry.id !== undefined) return { ...entry, id: entry.id }
    while (taken.has(characterId(next))) next++
    return { ...entry, id: characterId(next++) }
  })
}

/** The writer's own roster, with its ids; undefined when the plan is to invent one. */
export const writersRoster = (brief: Brief): Character[] | undefined => (brief.roster ? assignIds(brief.roster) : undefined)
