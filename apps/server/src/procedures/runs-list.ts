import { runStatuses } from '@coldopen/core'
import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { runId } from './inputs.ts'
import { summarySchema } from './summary.ts'

/** Runs, newest first; `before` is the id of the last run of the page before. */
export const runsList = procedure
  .input(z.object({ status: z.enum(runStatuses).optional(), limit: z.int().min(1).max(200).default(50), before: runId.optional() }).prefault({}))
  .output(z.array(summarySchema))
  .query(call => {
    const { status, limit, before } = call.input
    return call.ctx.store.list({ limit, ...(status && { status }), ...(before && { before }) })
  })
