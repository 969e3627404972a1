import { z } from 'zod'
import { bibleSchema } from './bible.ts'
import { segmentSchema } from './segment.ts'

/** The whole of a segmented script: its bible, and the segments that exist so far in the order of their numbers. */
export const scriptSchema = z.object({ bible: bibleSchema, segments: z.array(segmentSchema) })

export type Script = z.infer<typeof scriptSchema>
