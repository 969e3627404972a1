import type { Say } from '@coldopen/client'
import { cueKey, cuesOf, inlineMarkdown, readBible, readSet, speakersOf, type Bible, type Read, type Roster } from '@coldopen/script'
import { placesIn, stringsIn, type JsonString } from './json-strings.ts'
import { createMentions, wordsOf, type Mention } from './mentions.ts'
import { plainMarkdown } from './plain-places.ts'
import type { NamedText, TextChange } from './text-change.ts'

/** The texts of a script in which its characters are named. */
export type NamingTexts = { readonly bible: NamedText; readonly sets: readonly NamedText[]; readonly markdown: readonly NamedText[] }

export type Renaming = { readonly id: string; readonly to: string }

/** A change that a renaming makes, and what of: the roster's entry, the name over a speech, or running text. */
export type NameChange = TextChange & { readonly of: 'roster' | 'cue' | 'text'; readonly certain: boolean }

/** Fields of the JSON files that a reader reads. What was asked for stays as it was asked. */
const readFields = new Set(['title', 'short_summary', 'description', 'narrator_voice', 'setting', 'action', 'narration', 'delivery', 'line', 'name', 'topic', 'fact'])
const isRead = ({ path }: JsonString): boolean => {
  const [root] = path
  if (root === 'generation_info' || root === 'hashtags') return false
  if (root === 'story_outline' || root === 'characters_roster') return path.at(-1) !== 'id' && path.at(-1) !== 'name'
  return readFields.has(String(path.at(-1)))
}

/** What is wrong with a new name, in a sentence; undefined when nothing is. */
export const nameProblem = (roster: Roster, renaming: Renaming, say: Say): string | undefined => {
  const to = renaming.to.trim()
  if (to === '') return say('A character needs a name.')
  if (/[\r\n]/.test(to)) return say('A name is one line.')
  const other = roster.find(one => one.id !== renaming.id && cueKey(one.name) === cueKey(to))
  return other && say('There is a {0} in the roster already: choose another name.', other.name)
}

/** What takes the place of a mention. */
const spelt = (mention: Mention, to: string): string => {
  const words = wordsOf(to)
  const text = mention.form === 'name' ? to : mention.form === 'first' ? (words[0] ?? to) : words.length > 1 ? (words.at(-1) ?? to) : ''
  return mention.isUpper ? text.toUpperCase() : text
}

const cueLine = /^(?:- )?\*\*((?:\\.|[^*\\\r\n])+)\*\*/gm

/** The names that stand over speeches and in the list of who is in it, each as it is to be from now on. */
const cueChanges = (text: string, before: Roster, after: Roster): Omit<NameChange, 'file'>[] => {
  const speakers = speakersOf(before)
  const [old, fresh] = [cuesOf(before), cuesOf(after)]
  const nameOf = new Map(after.map(one => [one.id, one.name]))
  const changes: Omit<NameChange, 'file'>[] = []
  for (const found of text.matchAll(cueLine)) {
    const written = found[1] ?? ''
    const cue = plainMarkdown(written.replace(/:$/, '')).text
    const id = speakers.get(cueKey(cue))
    const next = id === undefined ? undefined : fresh.get(id)
    if (id === undefined || next === undefined || (next === old.get(id) && nameOf.get(id) === before.find(one => one.id === id)?.name)) continue
    const name = nameOf.get(id) ?? next
    const spelling = cue === cue.toUpperCase() ? next : name + next.slice(cueKey(name).length)
    const start = found.index + found[0].length - 2 - written.length
    changes.push({ start, end: start + written.length - (written.endsWith(':') ? 1 : 0), text: inlineMarkdown(spelling), of: 'cue', certain: true })
  }
  return changes
}

const markdownChanges = (source: string, cues: readonly Omit<NameChange, 'file'>[], sought: { find: (text: string) => Mention[]; to: string }): Omit<NameChange, 'file'>[] => {
  const plain = plainMarkdown(source)
  let next = 0
  return sought.find(plain.text).flatMap(mention => {
    const [start, end] = [plain.at(mention.start), plain.at(mention.end - 1) + 1]
    while (next < cues.length && (cues[next]?.end ?? 0) <= start) next++
    const text = spelt(mention, sought.to)
    const isCue = (cues[next]?.start ?? Infinity) < end
    return isCue || text === '' ? [] : [{ start, end, text: inlineMarkdown(text), of: 'text' as const, certain: mention.certain }]
  })
}

const jsonChanges = (source: string, rosterIndex: number | undefined, sought: { find: (text: string) => Mention[]; to: string }): Omit<NameChange, 'file'>[] => {
  const changes: Omit<NameChange, 'file'>[] = []
  const quoted = (text: string): string => JSON.stringify(text).slice(1, -1)
  for (const string of stringsIn(source)) {
    const { path, start, end, value } = string
    if (path[0] === 'characters_roster' && path[1] === rosterIndex && path[2] === 'name') {
      changes.push({ start, end, text: quoted(sought.to), of: 'roster', certain: true })
    } else if (isRead(string)) {
      const mentions = sought.find(value)
      const places = mentions.length > 0 ? placesIn(source.slice(start, end)) : undefined
      for (const mention of mentions) {
        const text = spelt(mention, sought.to)
        const at = (place: number): number => start + (places?.[place] ?? place)
        if (text !== '') changes.push({ start: at(mention.start), end: at(mention.end), text: quoted(text), of: 'text', certain: mention.certain })
      }
    }
  }
  return changes
}

const readable = (texts: NamingTexts, say: Say): Read<Bible> => {
  const bible = readBible(texts.bible.text)
  if (!bible.ok) return { ok: false, problem: say('{0} cannot be read, so nobody was renamed. {1}', texts.bible.name, bible.problem) }
  for (const { name, text } of texts.sets) {
    const set = readSet(text)
    if (!set.ok) return { ok: false, problem: say('{0} cannot be read, so nobody was renamed. {1}', name, set.problem) }
  }
  return bible
}

/**
 * Every change that gives a character another name: in the roster, over speeches, and in running text of the Markdown and the
 * JSON files. Capitals, possessives and ids stay. A change that is not certain is one to ask the writer about: a name that
 * others share, a family name, a name that is a word as well.
 */
export const rename = (texts: NamingTexts, renaming: Renaming, say: Say): Read<NameChange[]> => {
  const bible = readable(texts, say)
  if (!bible.ok) return bible
  const roster = bible.value.characters_roster
  const index = roster.findIndex(one => one.id === renaming.id)
  if (index < 0) return { ok: false, problem: say('There is no {0} in {1} any more, so nobody was renamed.', renaming.id, texts.bible.name) }
  const problem = nameProblem(roster, renaming, say)
  if (problem !== undefined) return { ok: false, problem }
  const to = renaming.to.trim()
  const after = roster.map(one => (one.id === renaming.id ? { ...one, name: to } : one))
  const find = createMentions({ roster, id: renaming.id }, texts.markdown.map(({ text }) => text))
  const sought = { find, to }
  const changes: NameChange[] = []
  const add = (file: string, found: readonly Omit<NameChange, 'file'>[]): void => {
    for (const change of found) changes.push({ file, ...change })
  }
  add(texts.bible.name, jsonChanges(texts.bible.text, index, sought))
  for (const { name, text } of texts.sets) add(name, jsonChanges(text, undefined, sought))
  for (const { name, text } of texts.markdown) {
    const cues = cueChanges(text, roster, after)
    add(name, [...cues, ...markdownChanges(text, cues, sought)].toSorted((a, b) => a.start - b.start))
  }
  return { ok: true, value: changes }
}
