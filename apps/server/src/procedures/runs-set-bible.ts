import { bibleSchema } from '@coldopen/script'
import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { runId } from './inputs.ts'

/**
 * The writer's bible takes the place of the run's own, whatever the run is doing: parts that are not asked for yet are written
 * from it, and every client is told by a `plan-end`. `invalid-input`, naming the field, when it is not valid or changes what
 * was settled at the start; `conflict` while the plan is still being written.
 */
export const runsSetBible = procedure
  .input(z.object({ runId, bible: bibleSchema }))
  .mutation(call => call.ctx.studio.submit(call.input.runId, { type: 'bible', bible: call.input.bible }, call.ctx.env))
