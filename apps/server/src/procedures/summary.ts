import { pauseReasons, problemSchema, runKinds, runStatuses, totalsSchema, usageSchema } from '@coldopen/core'
import { z } from 'zod'

/** A run as a list shows it. */
export const summarySchema = z.object({
  id: z.string(),
  format: z.string(),
  title: z.string(),
  status: z.enum(runStatuses),
  paused: z.enum(pauseReasons).optional(),
  problem: problemSchema.optional(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  partsDone: z.int(),
  parts: z.int(),
  usage: usageSchema,
  lastSeq: z.int(),
  kind: z.enum(runKinds),
  /** The run whose script a short run works on. */
  of: z.string().optional(),
  /** How far it has come, in finished text. */
  totals: totalsSchema.optional(),
})
