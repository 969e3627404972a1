/** The error object of the API: `{ error: { message, type, param, code } }`. */
export type ErrorBody = { readonly error: { message: string; type: string; param: string | null; code: string | null } }

/** An HTTP error instead of an answer. */
export type Refusal = { readonly status: number; readonly body: ErrorBody; readonly headers?: { readonly [name: string]: string } }

function body(message: string, type: string, more: { param?: string; code?: string } = {}): ErrorBody {
  return { error: { message, type, param: more.param ?? null, code: more.code ?? null } }
}

/** A key as error messages show it: its first and last characters. */
const masked = (key: string): string =>
  key.length < 12 ? '*'.repeat(key.length) : `${key.slice(0, 3)}${'*'.repeat(key.length - 7)}${key.slice(-4)}`

export const invalid = (message: string, param: string, code?: string): Refusal => ({
  status: 400,
  body: body(message, 'invalid_request_error', code === undefined ? { param } : { param, code }),
})

export const noKey: Refusal = {
  status: 401,
  body: body('No API key was given. Send one in an Authorization header: Authorization: Bearer YOUR_KEY.', 'invalid_request_error'),
}

export const wrongKey = (key: string): Refusal => ({
  status: 401,
  body: body(`Incorrect API key provided: ${masked(key)}.`, 'invalid_request_error', { code: 'invalid_api_key' }),
})

export const unknownModel = (model: string): Refusal => ({
  status: 404,
  body: body(`The model \`${model}\` does not exist or you do not have access to it.`, 'invalid_request_error', { code: 'model_not_found' }),
})

export const unknownResponse = (id: string): Refusal => ({
  status: 404,
  body: body(`Response with id '${id}' not found.`, 'invalid_request_error', { param: 'response_id' }),
})

export const unknownUrl = (endpoint: string): Refusal => ({
  status: 404,
  body: body(`Unknown request URL: ${endpoint}.`, 'invalid_request_error', { code: 'unknown_url' }),
})

const ordinary: { readonly [status: number]: ErrorBody } = {
  400: body('The request is not one this model takes.', 'invalid_request_error', { code: 'invalid_value' }),
  401: body('Incorrect API key provided: sk-********key.', 'invalid_request_error', { code: 'invalid_api_key' }),
  403: body('Country, region, or territory not supported.', 'request_forbidden', { code: 'unsupported_country_region_territory' }),
  404: body('The model does not exist or you do not have access to it.', 'invalid_request_error', { code: 'model_not_found' }),
  429: body('Rate limit reached on tokens per min (TPM). Try again later.', 'tokens', { code: 'rate_limit_exceeded' }),
  500: body('The server had an error while processing the request.', 'server_error'),
  503: body('The engine is overloaded at the moment.', 'server_error', { code: 'overloaded' }),
}

const quota = body('The quota of this account is used up; check its plan and billing.', 'insufficient_quota', { code: 'insufficient_quota' })

/** The `Retry-After` a behaviour asks for: `2`, `1500ms` or `date:3`. */
function retryHeaders(retryAfter: string | undefined, now: number): { readonly [name: string]: string } {
  if (retryAfter === undefined) return {}
  if (retryAfter.endsWith('ms')) return { 'retry-after-ms': retryAfter.slice(0, -2) }
  if (retryAfter.startsWith('date:')) return { 'retry-after': new Date(now + Number(retryAfter.slice(5)) * 1000).toUTCString() }
  return { 'retry-after': retryAfter }
}

/** The error a behaviour asks for by its status. */
export function scriptedError(asked: { status: number; code?: string | undefined; retryAfter?: string | undefined }, now: number): Refusal {
  const fallback = body(`The request failed with status ${asked.status}.`, asked.status < 500 ? 'invalid_request_error' : 'server_error')
  const found = asked.code === 'insufficient_quota' ? quota : (ordinary[asked.status] ?? fallback)
  const coded = asked.code === undefined ? found : { error: { ...found.error, code: asked.code } }
  return { status: asked.status, body: coded, headers: retryHeaders(asked.retryAfter, now) }
}

/** What a gateway shows instead of an answer. */
export function htmlPage(status: number): string {
  const title = status === 200 ? 'Sign in to continue' : `${status} from the gateway`
  return `<!DOCTYPE html>\n<html><head><title>${title}</title></head>\n<body><h1>${title}</h1></body></html>\n`
}

