import { bibleSchema, characterSheetSchema, dialogueLineSchema, segmentSchema } from '@coldopen/script'
import { z } from 'zod'
import type { JsonSchema } from '../model/text-model.ts'
import type { SetRules } from './contract.ts'

/**
 * The shapes that requests ask for. They are the documents' own schemas less everything that code assigns (ids, numbers,
 * counts), with the count fixed and the speakers limited to the roster: what a model cannot say it cannot get wrong.
 */
const json = (schema: z.ZodType): JsonSchema => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema)
  return rest
}

const written = segmentSchema.pick({ title: true, setting: true, action: true })

/** The answer for these numbers. Where only segment 1 has narration, it stands once, at the root of the answer that has segment 1. */
export const setAnswerSchema = (asked: readonly number[], rules: SetRules): JsonSchema => {
  const speakers = rules.roster.map(character => character.id)
  const segment = z.object({
    ...written.shape,
    ...(rules.narration === 'each' && { narration: z.string() }),
    ...(speakers.length > 0 && { dialogue: z.array(z.object({ ...dialogueLineSchema.shape, character_id: z.enum(speakers) })) }),
  })
  return json(
    z.object({
      ...(rules.narration === 'first' && asked.includes(1) && { narration: z.string() }),
      segments: z.array(segment).length(asked.length),
    }),
  )
}

const headFields = bibleSchema.pick({ title: true, short_summary: true, description: true, hashtags: true, narrator_voice: true })

/** What a plan's head must be once it is read; the roster's ids come later. */
export const planHeadSchema = z.object({ ...headFields.shape, characters_roster: z.array(characterSheetSchema).optional() })

/** The head asks for no minimum lengths, which strict structured output does not take; the contract checks them. */
export const planAnswerSchema = (shape: { head: boolean; roster: boolean; beats: number }): JsonSchema => {
  const sheet = z.object({ ...characterSheetSchema.shape, name: z.string() })
  return json(
    z.object({
      ...(shape.head && { ...headFields.shape, title: z.string() }),
      ...(shape.head && shape.roster && { characters_roster: z.array(sheet).min(2).max(8) }),
      story_outline: z.array(z.string()).length(shape.beats),
    }),
  )
}

/** The answer of a chunk that establishes the facts: those first, and then (where it is asked for) the text that keeps to them. */
export const researchAnswerSchema = (shape: { sources: boolean; text: boolean }): JsonSchema => {
  const fact = z.object({ fact: z.string(), ...(shape.sources && { sources: z.array(z.string()) }) })
  return json(z.object({ pack: z.object({ facts: z.array(fact).min(1).max(40), names: z.array(z.string()).max(60) }), ...(shape.text && { text: z.string() }) }))
}
