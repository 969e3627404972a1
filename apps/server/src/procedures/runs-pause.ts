import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { runId } from './inputs.ts'

const problem = { code: 'cancelled', message: 'The run was paused. Resume it to go on.' } as const

/** Pauses a run: what is under way finishes, since it is paid for, and no further request leaves. `conflict` when the run has ended. */
export const runsPause = procedure
  .input(z.object({ runId }))
  .mutation(call => call.ctx.studio.submit(call.input.runId, { type: 'pause', reason: 'user', problem }, call.ctx.env))
