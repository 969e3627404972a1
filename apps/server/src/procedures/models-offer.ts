import { relayOfferSchema } from '@coldopen/core'
import { z } from 'zod'
import { windowId } from '../relay/frames.ts'
import { procedure } from '../trpc.ts'

/** An editor window lends its language models, or says anew which they are. It is asked by `models.serve`. */
export const modelsOffer = procedure
  .input(z.object({ window: windowId, models: z.array(relayOfferSchema).max(500) }))
  .output(z.object({}))
  .mutation(call => {
    call.ctx.relays.offer(call.input.window, call.input.models)
    return {}
  })
