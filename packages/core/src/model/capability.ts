import { capabilitySchema, type Capability, type Provider } from './capability-schema.ts'
import { compatible, endpointAt, knownEndpoints, openaiEndpoint } from './endpoints.ts'
import { rowOf, type ModelTable } from './model-table.ts'
import { openaiModels, unknownOpenai } from './openai-models.ts'

export type { Capability, Provider }

/** A model at its place. Without an address it is OpenAI's own, and the sample writer has none. */
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

const rowIn = (models: { readonly [name: string]: Capability }, name: string): Capability | undefined => {
  return Object.hasOwn(models, name) ? models[name] : undefined
}

const builtIn = (placed: PlacedModel): Capability => {
  const { provider, model, baseUrl } = placed
  if (provider === 'sample') return sample
  // Whatever answers by the Responses API behind another address may well have OpenAI's models behind it.
  if (provider === 'openai') return { ...(rowIn(openaiModels, model) ?? unknownOpenai), ...(endpointAt(baseUrl) === openaiEndpoint && { background: true }) }
  const endpoint = endpointAt(baseUrl)
  const known = endpoint ? rowIn(endpoint.models, model) ?? endpoint.assumed : compatible
  return { ...known, api: 'chat', webSearch: false }
}

/** What a model can do: the user's table over our own row, or over what may be assumed of models at its place. */
export const capabilityAt = (placed: PlacedModel, table?: ModelTable): Capability => {
  const row = table && rowOf(table, placed)
  return row ? capabilitySchema.parse({ ...builtIn(placed), ...row }) : builtIn(placed)
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
