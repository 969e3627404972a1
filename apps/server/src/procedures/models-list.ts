import { capabilityAt, capabilitySchema, ColdopenError, defaultModel, knownModels, modelChoiceSchema, problemSchema } from '@coldopen/core'
import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { modelInput } from './inputs.ts'

const listedSchema = modelChoiceSchema.extend({ capability: capabilitySchema, isDefault: z.boolean() })

const outputSchema = z.object({
  /** Every model that is known by name, and those that open editors lend. Others may be named too. */
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
    const offers = call.ctx.relays.offers()
    const lent = offers.map(({ model }) => ({ provider: 'vscode' as const, model }))
    const named = knownModels(table).filter((known) => known.provider !== 'vscode' || !offers.some((offer) => offer.model === known.model))
    const models = [...named, ...lent].map((known) => {
      return { ...known, capability: capabilityAt(known, table, offers), isDefault: known.provider === 'openai' && known.model === defaultModel }
    })
    try {
      const { choice, capability } = await call.ctx.models.choose(call.input.model, call.input.environment ?? call.ctx.env)
      return { models, chosen: { model: choice, capability } }
    } catch (error) {
      if (!(error instanceof ColdopenError)) throw error
      return { models, problem: { code: error.code, message: error.message } }
    }
  })
