import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { runId } from './inputs.ts'
import { redraftInput, revisionStart } from './revision-inputs.ts'

/**
 * Writes one segment (or chunk) of a run's script anew, by a short run of its own: it streams, is paid once and resumed like
 * any other, and changes nothing of the first run. `conflict` for what is locked or not written yet.
 */
export const runsRedraft = procedure
  .input(redraftInput)
  .output(z.object({ runId }))
  .mutation(async call => ({ runId: await call.ctx.studio.start(await revisionStart(call.input, call.ctx)) }))
