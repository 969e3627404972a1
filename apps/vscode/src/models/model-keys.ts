import { keySecret } from '../secrets.ts'

/** Keys of OpenAI's in an environment; every other variable names the endpoint it is for. */
const generalKeys = ['OPENAI_API_KEY', 'GPT_KEY'] as const

type Variables = { readonly [name: string]: string | undefined }

const hostOf = (endpoint: string): string | undefined => URL.parse(endpoint)?.host

/** Under which name the key for an endpoint is kept, and for whom it is: each endpoint has a key of its own, and OpenAI's stays OpenAI's. */
export const keyPlace = (endpoint: string | undefined): { readonly secret: string; readonly host: string } => {
  const host = endpoint === undefined ? undefined : hostOf(endpoint)
  return host === undefined || host === 'api.openai.com' ? { secret: keySecret, host: 'OpenAI' } : { secret: `coldopen.key.${host}`, host }
}

/** The environment with the endpoint of the settings and the key that is kept for it. A key of OpenAI's that it has for another endpoint is left out. */
export const withEndpoint = (env: Variables, endpoint: string | undefined, key: string | undefined): Variables => {
  const isForeign = endpoint !== undefined && endpoint !== env['OPENAI_BASE_URL'] && keyPlace(endpoint).secret !== keySecret
  const own = isForeign ? Object.fromEntries(Object.entries(env).filter(([name]) => !generalKeys.some(general => general === name))) : env
  return { ...own, ...(endpoint !== undefined && { OPENAI_BASE_URL: endpoint }), ...(key !== undefined && { OPENAI_API_KEY: key }) }
}
