import { z } from 'zod'
import { characterIdSchema } from './bible.ts'

/** One speech. The fields stand in the order in which they are written: who, how, what. */
export const dialogueLineSchema = z.object({
  character_id: characterIdSchema,
  delivery: z.string(),
  line: z.string(),
})

/**
 * The smallest piece of a segmented script. `segment_id` never changes; `segment_number` follows the place in the script.
 * `narration` is absent where the options leave it out, `dialogue` where there is no roster.
 */
export const segmentSchema = z.object({
  segment_id: z.string(),
  segment_number: z.int().min(1),
  title: z.string(),
  setting: z.string(),
  action: z.string(),
  narration: z.string().optional(),
  dialogue: z.array(dialogueLineSchema).optional(),
})

/** A set file, and the answer to a request for one set. */
export const setSchema = z.object({
  success: z.boolean(),
  set_number: z.int().min(1),
  segments_count: z.int().min(0),
  story_set: z.array(segmentSchema),
  /** Null after the last set. */
  next_set_number: z.int().nullable(),
  is_complete: z.boolean(),
  notice: z.string().optional(),
})

export type DialogueLine = z.infer<typeof dialogueLineSchema>
export type Segment = z.infer<typeof segmentSchema>
export type ScriptSet = z.infer<typeof setSchema>

/** The id a segment is born with: `seg_0007` for number 7. */
export const segmentId = (number: number): string => `seg_${String(number).padStart(4, '0')}`
