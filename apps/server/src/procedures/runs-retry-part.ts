import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { lastEvent, modelInput, runId } from './inputs.ts'

/**
 * Asks for one part again, and pays for it: this call is the consent. What was finished of it stays until the new one is
 * whole; what is locked stays for good. With `missingOnly` only what is missing is asked for. A run that had stopped drafts
 * this part and stops again. Answers after which event its next end stands.
 */
export const runsRetryPart = procedure
  .input(z.object({ runId, part: z.int().min(0), missingOnly: z.boolean().default(false), environment: modelInput.shape.environment }))
  .output(z.object({ after: z.int() }))
  .mutation(async call => {
    const { runId: run, part, missingOnly, environment = call.ctx.env } = call.input
    const after = await lastEvent(run, call.ctx.store)
    await call.ctx.studio.submit(run, { type: 'retry', part, missingOnly }, environment)
    return { after }
  })
