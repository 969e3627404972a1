import { briefSchema, capabilitySchema, estimate, estimateSchema, layoutOf, modelChoiceSchema } from '@coldopen/core'
import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { chosenModel, modelInput, optionsFor, runInput, settledBrief } from './inputs.ts'

/**
 * What a run would use, which model would write it, and the brief as it is settled (`segments` counts chunks where there are
 * any). Refuses whatever `runs.start` would refuse; sends nothing.
 */
export const runsEstimate = procedure
  .input(z.object({ brief: runInput.shape.brief, options: runInput.shape.options, ...modelInput.shape }))
  .output(z.object({ estimate: estimateSchema, model: modelChoiceSchema, capability: capabilitySchema, segments: z.int(), perSet: z.int(), brief: briefSchema }))
  .query(async call => {
    const chosen = await chosenModel(call.input, call.ctx)
    const brief = await settledBrief({ brief: call.input.brief, chosen }, call.ctx.store)
    optionsFor(call.input.options, chosen)
    const { total: segments, perSet } = layoutOf(brief)
    return { estimate: estimate(brief, chosen.capability), model: chosen.choice, capability: chosen.capability, segments, perSet, brief }
  })
