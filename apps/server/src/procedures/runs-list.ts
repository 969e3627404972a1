import { formatNames, runKinds, runStatuses } from '@coldopen/core'
import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { runId } from './inputs.ts'
import { summarySchema } from './summary.ts'

const oneOrMore = <T extends z.ZodType>(schema: T) => z.union([schema.transform(one => [one]), z.array(schema).min(1).max(10)])

const listInput = z.object({
  status: oneOrMore(z.enum(runStatuses)).optional(),
  /** Scripts by default; pieces that are written anew are `redraft` and `rewrite`. */
  kind: oneOrMore(z.enum(runKinds)).prefault('script'),
  format: z.enum(formatNames).optional(),
  /** The run whose script is worked on; of any kind then. */
  of: runId.optional(),
  /** What the title has in it, in small letters or capitals. */
  text: z.string().min(1).max(200).optional(),
  /** Created at this moment or later; before this moment. */
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
  limit: z.int().min(1).max(200).default(50),
  /** Where the page begins: `next` of the page before. */
  cursor: runId.optional(),
})

/** Runs, newest first, a page at a time: `next` is there when there are more. `not-found` when the run that a page ended with is gone. */
export const runsList = procedure
  .input(listInput.prefault({}))
  .output(z.object({ runs: z.array(summarySchema), next: z.string().optional() }))
  .query(async call => {
    const { status, kind, format, of, text, since, until, limit, cursor } = call.input
    const runs = await call.ctx.store.list({
      limit: limit + 1,
      ...(status && { status }),
      ...(of === undefined ? { kind } : { of }),
      ...(format && { format }),
      ...(text !== undefined && { text }),
      ...(since !== undefined && { since: new Date(since) }),
      ...(until !== undefined && { until: new Date(until) }),
      ...(cursor !== undefined && { before: cursor }),
    })
    const page = runs.slice(0, limit)
    const last = runs.length > limit ? page.at(-1) : undefined
    return { runs: page, ...(last && { next: last.id }) }
  })
