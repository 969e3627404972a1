import { briefSchema, capabilitySchema, estimate, estimateSchema, layoutOf, modelChoiceSchema } from '@coldopen/core'
import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { chosenModel, modelInput, optionsFor, runInput, settledBrief } from './inputs.ts'

/**
 * What a run would use, which model would write it, and the brief as it is settled (`segments` counts chunks where there are
 * any). With a bible no plan is asked for, with `only` those parts alone. Refuses whatever `runs.start` would refuse; sends
 * nothing.
 */
export const runsEstimate = procedure
  .input(z.object({ brief: runInput.shape.brief, bible: runInput.shape.bible, options: runInput.shape.options, ...modelInput.shape }))
  .output(z.object({ estimate: estimateSchema, model: modelChoiceSchema, capability: capabilitySchema, segments: z.int(), perSet: z.int(), brief: briefSchema }))
  .query(async call => {
    const { bible, options } = call.input
    const chosen = await chosenModel(call.input, call.ctx)
    const brief = await settledBrief({ brief: call.input.brief, chosen, bible }, call.ctx.store)
    const { only } = optionsFor(options, chosen)
    const { total: segments, perSet } = layoutOf(brief)
    return { estimate: estimate(brief, chosen.capability, { only, planned: bible !== undefined }), model: chosen.choice, capability: chosen.capability, segments, perSet, brief }
  })
