import { z } from 'zod'

export const findingKinds = ['number', 'missing', 'speaker', 'empty', 'narration', 'length', 'name'] as const

/** One thing that a script does not keep to, in a sentence for its writer. */
export const findingSchema = z.object({
  kind: z.enum(findingKinds),
  /** Number of the segment or the chunk; absent for what is of the whole script, or of a segment without a number. */
  unit: z.int().optional(),
  /** Its place in the list that was checked, from 0. */
  at: z.int().optional(),
  /** Where in it: `action`, `dialogue.2.line`, `text`. */
  field: z.string().optional(),
  message: z.string(),
  /** What is meant, word for word, and what may stand in its place. */
  quote: z.string().optional(),
  suggestion: z.string().optional(),
})

export type Finding = z.infer<typeof findingSchema>
