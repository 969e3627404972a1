import { z } from 'zod'
import { ColdopenError } from '../errors.ts'
import { providers, type Capability, type Provider } from './capability-schema.ts'
import { endpointAt, geminiEndpoint, knownEndpoints, ollamaEndpoint, openaiEndpoint, type KnownEndpoint } from './endpoints.ts'
import { keyFor, needsKey } from './key.ts'
import { capabilityAt } from './capability.ts'
import type { ModelTable } from './model-table.ts'
import type { RelayOffer } from './relay.ts'
import { ollamaModels } from './ollama.ts'

export const modelChoiceSchema = z.object({
  provider: z.enum(providers),
  model: z.string().min(1),
  /** The endpoint, where it is not the provider's own. */
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'an endpoint is an http:// or https:// address' })
    .refine((address) => !/^[^/]*\/\/[^/?#]*@/.test(address), 'an endpoint has no user name or password in it: a key has a variable of its own')
    .optional(),
})

/** Which model writes, and where. Never a key. */
export type ModelChoice = z.infer<typeof modelChoiceSchema>

/** A choice, what it can do, and the key it needs: the key stays in memory. */
export type ChosenModel = { readonly choice: ModelChoice; readonly capability: Capability; readonly key?: string }

/** The environment's variables that choose a model. */
export type ModelEnvironment = { readonly [name: string]: string | undefined }

/** What a caller may ask for; the rest comes from the environment. */
export type ModelWish = { readonly provider?: string | undefined; readonly model?: string | undefined }

/** What a choice may look at beside wish and environment. */
export type ModelSources = {
  /** The user's own table. */
  readonly table?: ModelTable
  /** How an Ollama on this machine is asked what it has; without it none is looked for. */
  readonly fetch?: typeof globalThis.fetch
  /** The models that open editors lend. */
  readonly offers?: readonly RelayOffer[]
}

/** Where to ask; the model may still be open. */
type Place = { readonly provider: Provider; readonly baseUrl?: string; readonly endpoint?: KnownEndpoint }

const atEndpoint = (endpoint: KnownEndpoint): Place => {
  return endpoint === openaiEndpoint ? { provider: 'openai', endpoint } : { provider: 'openai-chat', baseUrl: endpoint.baseUrl, endpoint }
}

/** At an address of the environment. By Responses an unknown one is taken for OpenAI's own elsewhere, such as a proxy. */
const atAddress = (baseUrl: string, provider: Provider): Place => {
  const endpoint = endpointAt(baseUrl) ?? (provider === 'openai' ? openaiEndpoint : undefined)
  return { provider, baseUrl, ...(endpoint && { endpoint }) }
}

/**
 * What an address speaks that comes without a provider: a known endpoint, Chat Completions, but for OpenAI's own. An unknown
 * one stands in for OpenAI where there is a key of OpenAI's, and else is a compatible server of somebody's own.
 */
const spokenAt = (baseUrl: string, env: ModelEnvironment): Provider => {
  const endpoint = endpointAt(baseUrl)
  if (endpoint) return endpoint === openaiEndpoint ? 'openai' : 'openai-chat'
  return openaiEndpoint.keyVariables.some((name) => env[name]) ? 'openai' : 'openai-chat'
}

const namedPlace = (name: string, env: ModelEnvironment): Place => {
  const baseUrl = env['OPENAI_BASE_URL']
  const provider = providers.find((known) => known === name)
  if (provider === 'sample' || provider === 'vscode') return { provider }
  if (provider) return baseUrl ? atAddress(baseUrl, provider) : { provider, endpoint: openaiEndpoint }
  const endpoint = knownEndpoints.find((known) => known.name === name)
  if (endpoint) return atEndpoint(endpoint)
  const names = new Set([...providers, ...knownEndpoints.map((known) => known.name)])
  throw new ColdopenError('invalid-input', `There is no provider "${name}". Choose one of: ${[...names].join(', ')}.`)
}

/** What the environment says without naming a provider; undefined when it says nothing. */
const impliedPlace = (env: ModelEnvironment): Place | undefined => {
  const baseUrl = env['OPENAI_BASE_URL']
  if (baseUrl) return atAddress(baseUrl, spokenAt(baseUrl, env))
  return [openaiEndpoint, geminiEndpoint].filter((endpoint) => endpoint.keyVariables.some((name) => env[name])).map(atEndpoint)[0]
}

/** The model at a place when none is named: the endpoint's default, or what an Ollama has. */
const modelAt = async (place: Place, sources: ModelSources): Promise<string> => {
  const installed = place.endpoint === ollamaEndpoint && sources.fetch ? await ollamaModels(sources.fetch) : undefined
  const model = place.endpoint?.defaultModel ?? installed?.[0]
  if (model !== undefined) return model
  const where = place.endpoint === ollamaEndpoint && !installed ? 'No Ollama answers on this machine, so its models are not known' : `Which model of ${place.endpoint?.name ?? 'this endpoint'} is to write is not said`
  throw new ColdopenError('invalid-input', `${where}: name one by --model or COLDOPEN_MODEL.`)
}

/** A model of an open editor, the named one or the first. Throws `model-not-found`. */
const lent = (sources: ModelSources, wished: string | undefined): string => {
  const names = sources.offers?.map((offer) => offer.model) ?? []
  const found = wished === undefined ? names[0] : names.find((name) => name === wished)
  if (found !== undefined) return found
  if (names.length > 0) throw new ColdopenError('model-not-found', `No open editor has the model ${wished}. There are: ${names.join(', ')}.`)
  throw new ColdopenError('model-not-found', 'No open editor lends its language models: open VS Code with Coldopen and a provider of language models such as GitHub Copilot, or choose another provider.')
}

/** When nothing chose: an Ollama on this machine that has the model, or any, else the sample writer. */
const fallback = async (model: string | undefined, sources: ModelSources): Promise<{ place: Place; model: string }> => {
  const installed = (sources.fetch && (await ollamaModels(sources.fetch))) ?? []
  const found = model === undefined || model === 'sample' ? installed[0] : installed.find((name) => name === model || name === `${model}:latest`)
  if (model !== 'sample' && found) return { place: atEndpoint(ollamaEndpoint), model: found }
  if (model === undefined || model === 'sample') return { place: { provider: 'sample' }, model: 'sample' }
  throw new ColdopenError('model-unauthorized', `Nothing here can write with ${model}: set OPENAI_API_KEY or another key, or use --provider sample without --model.`)
}

/**
 * Chooses the model: what was asked for, then the environment, then an Ollama on this machine, then the sample writer. A
 * provider may be named by its endpoint (`gemini`, `ollama`, `openrouter` …) too.
 * Throws `invalid-input` for an unknown provider, a malformed endpoint, or one whose model has to be named;
 * `model-unauthorized` when a key is needed and missing.
 */
export const chooseModel = async (wish: ModelWish, env: ModelEnvironment, sources: ModelSources = {}): Promise<ChosenModel> => {
  const named = wish.provider || env['COLDOPEN_PROVIDER']
  const wished = wish.model || env['COLDOPEN_MODEL'] || undefined
  const given = named ? namedPlace(named, env) : impliedPlace(env)
  if (given?.provider === 'sample') return chosen({ provider: 'sample' }, 'sample', { env, sources })
  if (given?.provider === 'vscode') return chosen(given, lent(sources, wished), { env, sources })
  if (given) return chosen(given, wished ?? (await modelAt(given, sources)), { env, sources })
  const found = await fallback(wished, sources)
  return chosen(found.place, found.model, { env, sources })
}

const chosen = (place: Place, model: string, from: { env: ModelEnvironment; sources: ModelSources }): ChosenModel => {
  const { provider, baseUrl } = place
  const parsed = modelChoiceSchema.safeParse({ provider, model, ...(baseUrl && { baseUrl }) })
  if (!parsed.success) {
    throw new ColdopenError('invalid-input', `OPENAI_BASE_URL is "${baseUrl?.replace(/\/\/.*@/, '//…@')}": ${parsed.error.issues[0]?.message ?? 'not an address'}.`)
  }
  const choice = parsed.data
  const key = keyFor(choice, from.env)
  if (!key && needsKey(choice)) {
    const variable = place.endpoint?.keyVariables[0] ?? 'OPENAI_API_KEY'
    throw new ColdopenError('model-unauthorized', `${modelName(choice)} needs a key: set ${variable}, or use --provider sample.`)
  }
  return { choice, capability: capabilityAt(choice, from.sources.table, from.sources.offers), ...(key && { key }) }
}

export const modelName = (choice: ModelChoice): string => `${choice.provider}/${choice.model}`

/** Whether the built-in writer writes, which costs nothing and is no model. */
export const isSample = (choice: ModelChoice): boolean => choice.provider === 'sample'

/** What every file says whose text the sample writer wrote. */
export const sampleNotice = 'Sample text by the built-in offline writer: no language model wrote it.'
