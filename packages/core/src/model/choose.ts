import { z } from 'zod'
import { ColdopenError } from '../errors.ts'
import { capabilityOf, defaultModel, providers, type Capability, type Provider } from './capability.ts'

export const modelChoiceSchema = z.object({
  provider: z.enum(providers),
  model: z.string().min(1),
  /** The endpoint, where it is not the provider's own. */
  baseUrl: z.url({ protocol: /^https?$/, error: 'an endpoint is an http:// or https:// address' }).optional(),
})

/** Which model writes, and where. Never a key. */
export type ModelChoice = z.infer<typeof modelChoiceSchema>

/** A choice, what it can do, and the key it needs: the key stays in memory. */
export type ChosenModel = { readonly choice: ModelChoice; readonly capability: Capability; readonly key?: string }

/** The environment's variables that choose a model. */
export type ModelEnvironment = { readonly [name: string]: string | undefined }

/** What a caller may ask for; the rest comes from the environment. */
export type ModelWish = { readonly provider?: string | undefined; readonly model?: string | undefined }

const keyOf = (env: ModelEnvironment): string | undefined => env['OPENAI_API_KEY'] || env['GPT_KEY'] || undefined

const providerOf = (wish: ModelWish, env: ModelEnvironment): Provider => {
  const named = wish.provider || env['COLDOPEN_PROVIDER']
  if (!named) return keyOf(env) ? 'openai' : 'sample'
  const provider = providers.find(known => known === named)
  if (provider) return provider
  throw new ColdopenError('invalid-input', `There is no provider "${named}". Choose one of: ${providers.join(', ')}.`)
}

/**
 * Chooses the model: what was asked for, then the environment, then the sample writer.
 * Throws `invalid-input` for an unknown provider or a malformed endpoint, `model-unauthorized` when a key is needed and missing.
 */
export const chooseModel = (wish: ModelWish, env: ModelEnvironment): ChosenModel => {
  const provider = providerOf(wish, env)
  if (provider === 'sample') {
    return { choice: { provider, model: 'sample' }, capability: capabilityOf(provider, 'sample') }
  }
  const model = wish.model || env['COLDOPEN_MODEL'] || defaultModel
  const baseUrl = env['OPENAI_BASE_URL'] || undefined
  const key = keyOf(env)
  if (!key && !baseUrl) {
    throw new ColdopenError('model-unauthorized', `${provider}/${model} needs a key: set OPENAI_API_KEY, or use --provider sample.`)
  }
  const parsed = modelChoiceSchema.safeParse({ provider, model, ...(baseUrl && { baseUrl }) })
  if (!parsed.success) {
    throw new ColdopenError('invalid-input', `OPENAI_BASE_URL is "${baseUrl}": ${parsed.error.issues[0]?.message ?? 'not an address'}.`)
  }
  return { choice: parsed.data, capability: capabilityOf(provider, model), ...(key && { key }) }
}

export const modelName = (choice: ModelChoice): string => `${choice.provider}/${choice.model}`

/** Whether the built-in writer writes, which costs nothing and is no model. */
export const isSample = (choice: ModelChoice): boolean => choice.provider === 'sample'

/** What every file says whose text the sample writer wrote. */
export const sampleNotice = 'Sample text by the built-in offline writer: no language model wrote it.'
