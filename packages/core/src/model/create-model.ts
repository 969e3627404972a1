import { ColdopenError } from '../errors.ts'
import type { Capability } from './capability.ts'
import type { ModelChoice } from './choose.ts'
import { createResponsesModel } from './responses.ts'
import { createSampleModel } from './sample/sample-model.ts'
import type { TextModel } from './text-model.ts'

/** What a model is made from. The key goes nowhere but into its requests. */
export type ModelParts = {
  readonly choice: ModelChoice
  readonly capability: Capability
  readonly key?: string | undefined
  /** Tokens a second of the sample writer. */
  readonly speed?: number | undefined
}

/** Sampling temperature of models that take one. */
const temperature = 0.7

/** The model behind a choice. Throws `invalid-input` for a provider that cannot write. */
export const createModel = (parts: ModelParts): TextModel => {
  const { choice, capability, key, speed } = parts
  if (choice.provider === 'sample') return createSampleModel(speed === undefined ? {} : { tokensPerSecond: speed })
  if (capability.api !== 'responses') {
    throw new ColdopenError('invalid-input', `${choice.provider} is not available yet: choose openai or sample.`)
  }
  return createResponsesModel({
    provider: choice.provider,
    model: choice.model,
    ...(choice.baseUrl && { baseUrl: choice.baseUrl }),
    ...(key && { apiKey: key }),
    ...(capability.reasoning ? { reasoning: true } : capability.temperature ? { temperature } : {}),
  })
}
