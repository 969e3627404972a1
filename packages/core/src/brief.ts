import { characterSheetSchema, characterIdSchema } from '@coldopen/script'
import { z } from 'zod'

export const formatNames = ['movie'] as const

/** A roster entry as a writer gives it: the id may be missing, and is then assigned. */
export const rosterEntrySchema = z.object({ id: characterIdSchema.optional(), ...characterSheetSchema.shape })

/** What is asked for. Everything beside the format and the idea has a default that the format gives. */
export const briefSchema = z.object({
  format: z.enum(formatNames),
  idea: z.string().trim().min(1, 'the idea is empty'),
  /** Segments in all. */
  segments: z.int().min(1).max(10_000).optional(),
  /** Segments a set, that is, a request. */
  perSet: z.int().min(1).optional(),
  noNarration: z.boolean().default(false),
  narrationOnlyFirst: z.boolean().default(false),
  adultStory: z.boolean().default(false),
  /** BCP 47 tag or the plain name of the language to write in. */
  language: z.string().min(1).optional(),
  roster: z.array(rosterEntrySchema).optional(),
})

export type Brief = z.infer<typeof briefSchema>
