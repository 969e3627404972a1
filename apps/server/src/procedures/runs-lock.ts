import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { runId } from './inputs.ts'

/**
 * Locks a finished segment (or the chunk with that number), so that nothing writes it again, or unlocks it. Every client is
 * told by a `locks` event. `conflict` for one that is not written yet.
 */
export const runsLock = procedure
  .input(z.object({ runId, segment: z.int().min(1), locked: z.boolean() }))
  .mutation(call => call.ctx.studio.submit(call.input.runId, { type: 'lock', number: call.input.segment, locked: call.input.locked }, call.ctx.env))
