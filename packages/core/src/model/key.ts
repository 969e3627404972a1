import type { Provider } from './capability-schema.ts'
import { endpointAt } from './endpoints.ts'

type Place = { readonly provider: Provider; readonly baseUrl?: string | undefined }

/** The editor's models and the sample writer are asked without an address, and take no key. */
const asksByHttp = (place: Place): boolean => place.provider !== 'sample' && place.provider !== 'vscode'

const generalKey = (env: { readonly [name: string]: string | undefined }): string | undefined => env['OPENAI_API_KEY'] || env['GPT_KEY'] || undefined

/**
 * The key that an environment has for a model's endpoint: that of the endpoint's own variable, else OpenAI's if the endpoint
 * is OpenAI's or the one that OPENAI_BASE_URL names. A key goes nowhere else.
 */
export const keyFor = (place: Place, env: { readonly [name: string]: string | undefined }): string | undefined => {
  if (!asksByHttp(place)) return undefined
  const own = endpointAt(place.baseUrl)?.keyVariables.map((name) => env[name]).find((key) => key)
  if (own) return own
  return place.baseUrl !== undefined && place.baseUrl === env['OPENAI_BASE_URL'] ? generalKey(env) : undefined
}

/** Whether an endpoint is known to turn away those who have no key. */
export const needsKey = (place: Place): boolean => asksByHttp(place) && (endpointAt(place.baseUrl)?.keyVariables.length ?? 0) > 0
