import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { runId } from './inputs.ts'

/** Stops a run: once this is answered no further request leaves, and what had arrived is kept. */
export const runsCancel = procedure
  .input(z.object({ runId }))
  .mutation(call => call.ctx.studio.submit(call.input.runId, { type: 'cancel' }, call.ctx.env))
