import { cueKey, speakersOf, wordCount, type Source } from '@coldopen/script'
import { createMentions } from './mentions.ts'
import type { InFile } from './outline.ts'
import { plainMarkdown } from './plain-places.ts'
import { plainTitle, scanScript, type ScannedSegment } from './scan-script.ts'
import type { ScriptFacts, ScriptTexts } from './script-texts.ts'

/** A segment in which somebody speaks or is named. */
export type Appearance = { readonly number: number | undefined; readonly title: string; readonly lines: number; readonly place: InFile }

/** One of the roster: how much they say, and where they appear, which is looked for when it is asked for. */
export type CastMember = {
  readonly id: string
  readonly name: string
  readonly lines: number
  /** Words spoken, by the rules of the script's language. */
  readonly words: number
  readonly appearances: () => readonly Appearance[]
}

/** A name over speeches that is none of the roster's. */
export type Stranger = { readonly cue: string; readonly lines: number; readonly place: InFile }

export type Cast = { readonly members: readonly CastMember[]; readonly strangers: readonly Stranger[]; readonly sources: readonly Source[] }

const delivery = /^:?[ \t]*(?:\*\((?:\\.|[^*])*\)\*)?/

/** Counts words by the rules of a language, those of each text once. */
export const createWordCounter = (): ((text: string, language: string | undefined) => number) => {
  let counted = new Map<string, number>()
  let rules: string | undefined
  return (text, language) => {
    // Texts that nobody speaks any more are forgotten now and then.
    if (language !== rules || counted.size > 50_000) counted = new Map()
    rules = language
    const known = counted.get(text)
    if (known !== undefined) return known
    const words = wordCount(text, language)
    counted.set(text, words)
    return words
  }
}

/** Who is in a script and how much they say, and the sources that it was made from. */
export const castOf = (script: ScriptTexts, facts: ScriptFacts, count = createWordCounter()): Cast => {
  const { names, texts } = script
  const text = texts.get(names.script) ?? ''
  const roster = facts.bible?.characters_roster ?? []
  const language = facts.bible?.generation_info.language
  const speakers = speakersOf(roster)
  const { segments } = names.unit === 'segment' ? scanScript(text) : { segments: [] }
  const spoken = new Map<string, { lines: number; words: number; by: Map<ScannedSegment, number> }>()
  const strangers = new Map<string, { cue: string; lines: number; place: InFile }>()
  for (const segment of segments) {
    for (const speech of segment.speeches) {
      const cue = plainMarkdown(speech.cue.replace(/:$/, '')).text
      const id = speakers.get(cueKey(cue))
      if (id === undefined) {
        const known = strangers.get(cueKey(cue)) ?? { cue, lines: 0, place: { file: names.script, at: speech.start } }
        known.lines++
        strangers.set(cueKey(cue), known)
        continue
      }
      const said = plainMarkdown(text.slice(speech.end + 2, speech.until).replace(delivery, '')).text
      const one = spoken.get(id) ?? { lines: 0, words: 0, by: new Map<ScannedSegment, number>() }
      one.lines++
      one.words += count(said, language)
      one.by.set(segment, (one.by.get(segment) ?? 0) + 1)
      spoken.set(id, one)
    }
  }
  const members = roster.map(({ id, name }): CastMember => ({
    id,
    name,
    lines: spoken.get(id)?.lines ?? 0,
    words: spoken.get(id)?.words ?? 0,
    appearances() {
      const find = createMentions({ roster, id }, [text])
      return segments.flatMap(segment => {
        const lines = spoken.get(id)?.by.get(segment) ?? 0
        const isNamed = lines > 0 || find(plainMarkdown(text.slice(segment.start, segment.end)).text).some(mention => mention.certain)
        return isNamed ? [{ number: segment.number, title: plainTitle(segment.title), lines, place: { file: names.script, at: segment.heading.start } }] : []
      })
    },
  }))
  return { members, strangers: [...strangers.values()], sources: facts.pack?.sources ?? [] }
}
