import { segmentSchema } from '@coldopen/script'
import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { runId } from './inputs.ts'

/**
 * The writer's own text of segments, or of a chunk, that are finished: later parts are written from it. All of it is taken or
 * nothing: `conflict` for a number that is not written yet, `invalid-input` for one that the script does not have.
 */
export const runsEdit = procedure
  .input(
    z.object({
      runId,
      segments: z.array(segmentSchema).max(1000).optional(),
      chunk: z.object({ number: z.int().min(1), text: z.string().max(500_000) }).optional(),
    }),
  )
  .mutation(call => {
    const { runId: run, segments, chunk } = call.input
    return call.ctx.studio.submit(run, { type: 'edit', ...(segments && { segments }), ...(chunk && { chunk }) }, call.ctx.env)
  })
