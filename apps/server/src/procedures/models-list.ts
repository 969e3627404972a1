import {
  briefSchema,
  capabilityAt,
  capabilitySchema,
  ColdopenError,
  defaultModel,
  estimate,
  estimateSchema,
  keyFor,
  knownModels,
  modelChoiceSchema,
  needsKey,
  problemSchema,
  resolveBrief,
  type Brief,
  type Capability,
  type Estimate,
  type PlacedModel,
} from '@coldopen/core'
import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { modelInput } from './inputs.ts'

const listedSchema = modelChoiceSchema.extend({
  /** What people call it, where that is not its name. */
  label: z.string().optional(),
  capability: capabilitySchema,
  isDefault: z.boolean(),
  /** It needs no key, or its key is there. */
  isReady: z.boolean(),
  /** What the brief of the call would use; absent where the model cannot write it. */
  estimate: estimateSchema.optional(),
})

const outputSchema = z.object({
  /** Every model that is known by name, that this machine's Ollama has, and that open editors lend. Others may be named too. */
  models: z.array(listedSchema),
  /** The one that would write now; without one, why. */
  chosen: z.object({ model: modelChoiceSchema, capability: capabilitySchema }).optional(),
  problem: problemSchema.optional(),
})

const estimateOf = (brief: Brief | undefined, capability: Capability): Estimate | undefined => {
  try {
    return brief && estimate(resolveBrief(brief, capability, []), capability)
  } catch (error) {
    if (error instanceof ColdopenError) return undefined
    throw error
  }
}

const nameAt = (placed: PlacedModel): string => JSON.stringify([placed.provider, placed.baseUrl, placed.model])

/** The models there are, and which of them would be chosen. No model is asked for anything but an Ollama for its list. */
export const modelsList = procedure
  .input(z.object({ ...modelInput.shape, brief: briefSchema.optional() }).prefault({}))
  .output(outputSchema)
  .query(async (call): Promise<z.infer<typeof outputSchema>> => {
    const env = call.input.environment ?? call.ctx.env
    const offers = call.ctx.relays.offers()
    const [table, installed] = await Promise.all([call.ctx.models.table(), call.ctx.models.installed()])
    const labels = new Map(offers.map(offer => [offer.model, offer.name]))
    const placed = [...knownModels(table), ...installed, ...offers.map(({ model }): PlacedModel => ({ provider: 'vscode', model }))]
    const models = [...new Map(placed.map(one => [nameAt(one), one])).values()].map(one => {
      const capability = capabilityAt(one, table, offers)
      const used = estimateOf(call.input.brief, capability)
      const label = one.provider === 'vscode' ? labels.get(one.model) : undefined
      return {
        ...one,
        ...(label !== undefined && { label }),
        capability,
        isDefault: one.provider === 'openai' && one.model === defaultModel,
        isReady: !needsKey(one) || keyFor(one, env) !== undefined,
        ...(used && { estimate: used }),
      }
    })
    try {
      const { choice, capability } = await call.ctx.models.choose(call.input.model, env)
      return { models, chosen: { model: choice, capability } }
    } catch (error) {
      if (!(error instanceof ColdopenError)) throw error
      return { models, problem: { code: error.code, message: error.message } }
    }
  })
