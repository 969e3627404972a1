import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { chosenModel, optionsFor, runId, runInput, settledBrief } from './inputs.ts'

/**
 * Starts a run, of a brief or of a bible that is there already, and answers its id at once. A caller that sends an id of its
 * own may ask again when it did not hear the answer: the run is started once.
 */
export const runsStart = procedure
  .input(runInput.extend({ runId: z.uuid().optional() }))
  .output(z.object({ runId }))
  .mutation(async call => {
    const { brief, bible, options } = call.input
    const chosen = await chosenModel(call.input, call.ctx)
    const settled = await settledBrief({ brief, chosen, bible }, call.ctx.store)
    const start = { brief: settled, options: optionsFor(options, chosen), ...(bible && { bible }) }
    return { runId: await call.ctx.studio.start({ id: call.input.runId, start, key: chosen.key }) }
  })
