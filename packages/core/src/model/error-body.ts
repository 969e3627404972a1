import { fieldOf, isRecord, parseJson } from './stream-json.ts'

type Fetch = typeof globalThis.fetch

/**
 * The same `fetch`, but that the body of an HTTP error has OpenAI's own form, under `error`: the SDK keeps nothing of the
 * others, which are a list with one such body (Gemini), and the error itself or its `detail` without a wrapper (vLLM and kin).
 */
export function withPlainErrors(fetch: Fetch): Fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    if (response.ok || !response.headers.get('content-type')?.includes('json')) return response
    const text = await response.text().catch(() => '')
    return new Response(plain(text), { status: response.status, statusText: response.statusText, headers: response.headers })
  }
}

function plain(text: string): string {
  const document = parseJson(text)
  const body: unknown = Array.isArray(document) ? document[0] : document
  if (!isRecord(body)) return text
  const error = fieldOf(body, 'error') ?? { ...body, message: fieldOf(body, 'message') ?? fieldOf(body, 'detail') }
  return JSON.stringify({ error })
}
