import { capabilitySchema, estimate, estimateSchema, modelChoiceSchema } from '@coldopen/core'
import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { revisionInput, revisionStart } from './revision-inputs.ts'

/** What `runs.redraft` or `runs.rewrite` would use, and which model would write it. Refuses whatever they would refuse; sends nothing. */
export const runsEstimateRevision = procedure
  .input(revisionInput)
  .output(z.object({ estimate: estimateSchema, model: modelChoiceSchema, capability: capabilitySchema }))
  .query(async call => {
    const { start, chosen } = await revisionStart(call.input, call.ctx)
    return { estimate: estimate(start.brief, chosen.capability, { planned: true }), model: chosen.choice, capability: chosen.capability }
  })
