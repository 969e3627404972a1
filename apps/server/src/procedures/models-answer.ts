import { z } from 'zod'
import { relayAnswerSchema } from '../relay/frames.ts'
import { procedure } from '../trpc.ts'

/** What a window's model says, piece by piece. The same piece may be sent again; `wanted` is false once no more is. */
export const modelsAnswer = procedure
  .input(relayAnswerSchema)
  .output(z.object({ wanted: z.boolean() }))
  .mutation(call => ({ wanted: call.ctx.relays.answer(call.input) }))
