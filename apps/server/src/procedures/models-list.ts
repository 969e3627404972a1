import { capabilityAt, capabilitySchema, ColdopenError, defaultModel, knownModels, modelChoiceSchema, problemSchema } from '@coldopen/core'
import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { modelInput } from './inputs.ts'

const listedSchema = modelChoiceSchema.extend({ capability: capabilitySchema, isDefault: z.boolean() })

const outputSchema = z.object({
  /** Every model that is known by name. Others may be named too. */
  models: z.array(listedSchema),
  /** The one that would write now; without one, why. */
  chosen: z.object({ model: modelChoiceSchema, capability: capabilitySchema }).optional(),
  problem: problemSchema.optional(),
})

/** The models that are known, and which of them would be chosen. Sends nothing to any of them. */
export const modelsList = procedure
  .input(z.object(modelInput.shape).prefault({}))
  .output(outputSchema)
  .query(async (call): Promise<z.infer<typeof outputSchema>> => {
    const table = await call.ctx.models.table()
    const models = knownModels(table).map((known) => {
      return { ...known, capability: capabilityAt(known, table), isDefault: known.provider === 'openai' && known.model === defaultModel }
    })
    try {
      const { choice, capability } = await call.ctx.models.choose(call.input.model, call.input.environment ?? call.ctx.env)
      return { models, chosen: { model: choice, capability } }
    } catch (error) {
      if (!(error instanceof ColdopenError)) throw error
      return { models, problem: { code: error.code, message: error.message } }
    }
  })
