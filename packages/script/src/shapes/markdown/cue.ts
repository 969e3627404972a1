import type { Character } from '../../schema/bible.ts'
import { plainText } from './plain-text.ts'

/** As much of a roster as the shapes need. */
export type Roster = readonly Pick<Character, 'id' | 'name'>[]

/** Two spellings of a cue that mean the same have the same key: writers do not always shout. */
export const cueKey = (name: string): string =>
  plainText(name).normalize('NFC').replace(/\s+/g, ' ').trim().toUpperCase()

/**
 * What stands over the speeches of each character, by id: the name in capitals. Of several with the same name the second is
 * `NAME 2`, so that a cue always means one character.
 */
export const cuesOf = (roster: Roster): ReadonlyMap<string, string> => {
  const cues = new Map<string, string>()
  const taken = new Set<string>()
  for (const { id, name } of roster) {
    const plain = cueKey(name) || id
    let cue = plain
    for (let copy = 2; taken.has(cue); copy++) cue = `${plain} ${copy}`
    taken.add(cue)
    cues.set(id, cue)
  }
  return cues
}

/** The other way: ids by the key of the cue. */
export const speakersOf = (roster: Roster): ReadonlyMap<string, string> =>
  new Map(Array.from(cuesOf(roster), ([id, cue]) => [cueKey(cue), id]))
