import type { Capability, Effort } from './capability-schema.ts'
import { ColdopenError } from '../errors.ts'
import { createChatModel } from './chat.ts'
import type { ModelChoice } from './choose.ts'
import { createResponsesModel } from './responses.ts'
import { createRelayModel } from './relay-model.ts'
import type { ModelRelay } from './relay.ts'
import { createSampleModel } from './sample/sample-model.ts'
import type { StreamedModelOptions } from './streamed-model.ts'
import type { TextModel } from './text-model.ts'

/** What a model is made from. The key goes nowhere but into its requests. */
export type ModelParts = {
  readonly choice: ModelChoice
  readonly capability: Capability
  readonly key?: string | undefined
  /** How long a reasoning model may think; what its capability says by default. */
  readonly effort?: Effort | undefined
  /** Answers are kept by the provider and taken up where a connection was cut; of the Responses API alone. */
  readonly background?: boolean | undefined
  /** Tokens a second of the sample writer. */
  readonly speed?: number | undefined
  /** The way to the models of open editors, for those alone. */
  readonly relay?: ModelRelay | undefined
}

/** Sampling temperature of models that take one. */
const temperature = 0.7

/** The model behind a choice. Throws `invalid-input` when its base URL is no address, or it would need a relay that is not there. */
export const createModel = (parts: ModelParts): TextModel => {
  const { choice, capability, key, background = false, speed } = parts
  if (choice.provider === 'sample') return createSampleModel(speed === undefined ? {} : { tokensPerSecond: speed })
  if (choice.provider === 'vscode') {
    if (!parts.relay) throw new ColdopenError('invalid-input', `${choice.model} is a model of an editor, and this program asks none: choose another provider.`)
    return createRelayModel({ model: choice.model, relay: parts.relay })
  }
  const effort = parts.effort ?? capability.effort
  const options: StreamedModelOptions = {
    provider: choice.provider,
    model: choice.model,
    ...(choice.baseUrl && { baseUrl: choice.baseUrl }),
    ...(key && { apiKey: key }),
    ...(capability.reasoning ? { reasoning: true, ...(effort && { effort }) } : capability.temperature ? { temperature } : {}),
  }
  if (capability.api === 'responses') return createResponsesModel({ ...options, background })
  const { structuredOutput, limitName } = capability
  return createChatModel({ ...options, structuredOutput, ...(limitName && { limitName }) })
}
