import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { runId } from './inputs.ts'
import { revisionStart, rewriteInput } from './revision-inputs.ts'

/**
 * Writes a text that takes the place of a passage, of whatever format, by a short run of its own: its text comes by
 * `chunk-delta`, and it changes nothing of the first run.
 */
export const runsRewrite = procedure
  .input(rewriteInput)
  .output(z.object({ runId }))
  .mutation(async call => ({ runId: await call.ctx.studio.start(await revisionStart(call.input, call.ctx)) }))
