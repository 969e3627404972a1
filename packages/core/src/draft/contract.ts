import { segmentId, segmentSchema, type Character, type Segment } from '@coldopen/script'
import { z } from 'zod'

/** What every segment of a run's answers must keep to. */
export type SetRules = {
  /** Which segments have narration: each, segment 1 alone, or none. */
  readonly narration: 'each' | 'first' | 'none'
  /** Who may speak; nobody means no dialogue field. */
  readonly roster: readonly Character[]
}

/** A segment that keeps the contract, or why it does not. */
export type Checked = { readonly ok: true; readonly segment: Segment } | { readonly ok: false; readonly why: string }

const answered = z.object({
  ...segmentSchema.pick({ title: true, setting: true, action: true, narration: true }).shape,
  dialogue: z.array(z.object({ character_id: z.string(), delivery: z.string().default(''), line: z.string() })).optional(),
})

const text = (value: string): string => value.toWellFormed().trim()

/** The id of a speaker: an id of the roster, or the one whose name was written in its place. */
const speakerOf = (roster: readonly Character[], said: string): string | undefined => {
  const wanted = said.trim().toLowerCase()
  return roster.find(character => character.id === wanted || character.name.trim().toLowerCase() === wanted)?.id
}

/**
 * Checks one finished element of an answer and gives it its number. Holds when every field of the shape is there and not
 * empty, narration is present or absent as asked, and every speaker is in the roster.
 */
export const checkSegment = (value: unknown, number: number, rules: SetRules): Checked => {
  const parsed = answered.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return { ok: false, why: `${issue?.path.join('.') || 'the segment'}: ${issue?.message ?? 'malformed'}` }
  }
  const { title, setting, action, narration, dialogue } = parsed.data
  const needsNarration = rules.narration === 'each' || (rules.narration === 'first' && number === 1)
  const speaks = rules.roster.length > 0
  const fields = { title, setting, action, ...(needsNarration && { narration: narration ?? '' }) }
  const empty = Object.entries(fields).find(entry => text(entry[1]) === '')
  if (empty) return { ok: false, why: `${empty[0]} is empty` }

  const lines: NonNullable<Segment['dialogue']> = []
  if (speaks) {
    for (const said of dialogue ?? []) {
      const speaker = speakerOf(rules.roster, said.character_id)
      if (speaker === undefined) return { ok: false, why: `"${said.character_id.slice(0, 40)}" is not in the roster` }
      if (text(said.line) === '') return { ok: false, why: 'a line of dialogue is empty' }
      lines.push({ character_id: speaker, delivery: text(said.delivery), line: text(said.line) })
    }
  }
  return {
    ok: true,
    segment: {
      segment_id: segmentId(number),
      segment_number: number,
      title: text(title),
      setting: text(setting),
      action: text(action),
      ...(needsNarration && { narration: text(narration ?? '') }),
      ...(speaks && { dialogue: lines }),
    },
  }
}

/** A beat that says nothing: empty, or an ellipsis in the place of one. */
export const isGap = (beat: string): boolean => /^[\s.…·\-–—]*$/u.test(beat)
