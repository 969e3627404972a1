import OpenAI from 'openai'
import { ColdopenError } from '../errors.ts'
import { withPlainErrors } from './error-body.ts'

/** Where a model answers. */
export type Endpoint = {
  /** Absent where none is needed, as by a server on one's own machine. */
  readonly apiKey?: string
  /** OpenAI's own when absent. */
  readonly baseUrl?: string
  readonly fetch?: typeof globalThis.fetch
}

const openaiUrl = 'https://api.openai.com/v1'

/** `timeout` of the SDK covers the headers only; streams have an idle limit of their own, so this one never strikes first. */
const longestTimer = 2 ** 31 - 1

/** The SDK's client as we use it: no retries, no logging, and nothing but its header settings read from the environment. */
export function createOpenaiClient(endpoint: Endpoint): OpenAI {
  return new OpenAI({
    apiKey: endpoint.apiKey || 'none',
    baseURL: endpoint.baseUrl ?? openaiUrl,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: longestTimer,
    logLevel: 'off',
    ...(!endpoint.apiKey && { defaultHeaders: { Authorization: null } }),
    fetch: withPlainErrors(endpoint.fetch ?? globalThis.fetch),
    // What is sent goes to the endpoint that somebody chose, and nowhere that an answer names.
    fetchOptions: { redirect: 'manual' },
  })
}

/** Host and port, as people see them: no key or password that an address may hold. Throws `invalid-input`. */
export function hostOf(endpoint: Endpoint): string {
  const url = URL.parse(endpoint.baseUrl ?? openaiUrl)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ColdopenError('invalid-input', 'The endpoint of the model is not an http:// or https:// address: correct the base URL.')
  }
  return url.host
}
