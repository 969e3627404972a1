import { capabilitySchema, type Capability, type Provider } from './capability-schema.ts'
import { compatible, endpointAt, knownEndpoints, openaiEndpoint } from './endpoints.ts'
import { rowOf, type ModelTable } from './model-table.ts'
import { openaiModels, unknownOpenai } from './openai-models.ts'

import type { RelayOffer } from './relay.ts'

export type { Capability, Provider }

/** A model at its place. Without an address it is OpenAI's own; an editor's models and the sample writer have none. */
export type PlacedModel = { readonly provider: Provider; readonly model: string; readonly baseUrl?: string | undefined }

const sample: Capability = {
  api: 'sample',
  structuredOutput: true,
  temperature: false,
  reasoning: false,
  webSearch: false,
  contextTokens: 10_000_000,
  outputTokens: 32_000,
  tokensPerSecond: 150,
  price: { input: 0, output: 0 },
  free: false,
}

/** Output tokens that are assumed of an editor's model: an eighth of what it reads, as is usual there, within these. */
const relayedOutput = { least: 1000, most: 16_000 }

/**
 * An editor says of its models only how much they read. It enforces no schema and names no price: what a request costs is a
 * matter of the user's own subscription.
 */
const relayed = (maxInputTokens: number): Capability => ({
  api: 'relay',
  structuredOutput: false,
  temperature: false,
  reasoning: false,
  webSearch: false,
  contextTokens: maxInputTokens,
  outputTokens: Math.min(Math.max(Math.floor(maxInputTokens / 8), relayedOutput.least), relayedOutput.most),
  tokensPerSecond: 60,
  price: null,
  free: false,
})

/** What is assumed of a model that no open editor lends. */
const usualInputTokens = 64_000

const rowIn = (models: { readonly [name: string]: Capability }, name: string): Capability | undefined => {
  return Object.hasOwn(models, name) ? models[name] : undefined
}

const builtIn = (placed: PlacedModel, offers: readonly RelayOffer[]): Capability => {
  const { provider, model, baseUrl } = placed
  if (provider === 'sample') return sample
  if (provider === 'vscode') return relayed(offers.find((offer) => offer.model === model)?.maxInputTokens ?? usualInputTokens)
  // Whatever answers by the Responses API behind another address may well have OpenAI's models behind it.
  if (provider === 'openai') return { ...(rowIn(openaiModels, model) ?? unknownOpenai), ...(endpointAt(baseUrl) === openaiEndpoint && { background: true }) }
  const endpoint = endpointAt(baseUrl)
  const known = endpoint ? rowIn(endpoint.models, model) ?? endpoint.assumed : compatible
  return { ...known, api: 'chat', webSearch: false }
}

/** What a model can do: the user's table over our own row, or over what may be assumed of models at its place. `offers` are the editors' models. */
export const capabilityAt = (placed: PlacedModel, table?: ModelTable, offers: readonly RelayOffer[] = []): Capability => {
  const row = table && rowOf(table, placed)
  const own = builtIn(placed, offers)
  return row ? capabilitySchema.parse({ ...own, ...row }) : own
}

/** The same of a model at its provider's own address. */
export const capabilityOf = (provider: Provider, model: string, table?: ModelTable): Capability => capabilityAt({ provider, model }, table)

/** Every model that is known by name, ours first. */
export const knownModels = (table?: ModelTable): PlacedModel[] => {
  const ours = knownEndpoints.flatMap((endpoint) =>
    Object.entries(endpoint.models).map(([model, { api }]): PlacedModel => (api === 'responses' ? { provider: 'openai', model } : { provider: 'openai-chat', model, baseUrl: endpoint.baseUrl })))
  const theirs = [...(table?.values() ?? [])].filter((row) => !ours.some((one) => one.provider === row.provider && one.model === row.model))
  return [...ours, ...theirs.map(({ provider, model }) => ({ provider, model })), { provider: 'sample', model: 'sample' }]
}
