import type { RunOptions } from '@coldopen/core'
import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { modelInput, nextEnd, optionsGiven, runId } from './inputs.ts'

/**
 * Goes on with a run that stopped. This is the consent to ask again for what is missing; finished segments are never asked
 * for, and options that are not given stay as they were. Answers after which event the run's next end stands: ends up to it are old.
 */
export const runsResume = procedure
  .input(z.object({ runId, options: optionsGiven.prefault({}), environment: modelInput.shape.environment }))
  .output(z.object({ after: z.int() }))
  .mutation(async call => {
    const { runId: run, environment = call.ctx.env } = call.input
    const options: Partial<RunOptions> = Object.fromEntries(Object.entries(call.input.options).filter(entry => entry[1] !== undefined))
    const after = await nextEnd(run, call.ctx.store)
    await call.ctx.studio.submit(run, { type: 'resume', options }, environment)
    return { after }
  })
