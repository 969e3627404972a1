import { z } from 'zod'

/** Ids are assigned by code, never by a model: `char_001`, `char_002` … in roster order. */
export const characterIdSchema = z.string().regex(/^char_\d{3,}$/, 'an id looks like char_001')

/**
 * A character as a writer or a model describes it. The three descriptions are objects of fixed, named fields, because
 * structured output allows no open objects.
 */
export const characterSheetSchema = z.object({
  name: z.string().min(1),
  physical_appearance: z.object({ age: z.string(), build: z.string(), face: z.string(), clothing: z.string() }),
  personality: z.object({ temperament: z.string(), desire: z.string(), flaw: z.string() }),
  voice_characteristics: z.object({ tone: z.string(), pace: z.string(), accent: z.string() }),
})

/** A member of the roster: the sheet with its id. */
export const characterSchema = z.object({ id: characterIdSchema, ...characterSheetSchema.shape })

/** How the plan was made; code writes all of it. */
export const generationInfoSchema = z.object({
  /** Name of the format; a bible without one is of the first there was. */
  format: z.string().optional(),
  /** Segments (or chunks) of the whole script. */
  total_segments: z.int().min(1),
  segments_per_set: z.int().min(1),
  /** ISO 8601, UTC. */
  generated_at: z.iso.datetime(),
  idea: z.string(),
  no_narration: z.boolean(),
  narration_only_first: z.boolean(),
  adult_story: z.boolean(),
  /** `provider/model` of the request that wrote the plan. */
  model: z.string().optional(),
  /** BCP 47 tag of the language the script is written in. */
  language: z.string().optional(),
  /** Set when the text is a sample and no model wrote it. */
  notice: z.string().optional(),
})

/** Step 1 of a script: what it is about, who is in it, and one outline beat for every set. */
export const bibleSchema = z.object({
  title: z.string().min(1),
  short_summary: z.string(),
  description: z.string(),
  hashtags: z.array(z.string()),
  narrator_voice: z.string(),
  characters_roster: z.array(characterSchema),
  story_outline: z.array(z.string()),
  generation_info: generationInfoSchema,
})

export type CharacterSheet = z.infer<typeof characterSheetSchema>
export type Character = z.infer<typeof characterSchema>
export type Bible = z.infer<typeof bibleSchema>

export const characterId = (position: number): string => `char_${String(position).padStart(3, '0')}`
