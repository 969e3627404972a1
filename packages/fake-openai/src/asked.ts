import { createHash } from 'node:crypto'
import { child, isObject, listOf, type JsonObject } from './json/schema.ts'

/** The ways to ask for an answer. */
export type Api = 'responses' | 'chat'

/** What a request asks for, whichever API it came by. */
export type Asked = {
  readonly api: Api
  readonly model: string
  /** The body as it was sent. */
  readonly body: JsonObject
  /** Everything the model is given to read, in order. */
  readonly text: string
  readonly format?: { readonly name: string; readonly strict: boolean; readonly schema: JsonObject }
  /** A JSON object of no particular shape is asked for. */
  readonly jsonMode: boolean
  readonly maxOutputTokens?: number
  readonly stream: boolean
  readonly background: boolean
  readonly store: boolean
  /** Effort of the reasoning asked for, when any is. */
  readonly effort?: string
  readonly summary: boolean
  readonly includeUsage: boolean
  /** The web may be searched, in so many searches; `sources`: their pages are to be listed. */
  readonly search?: { readonly most: number; readonly sources: boolean }
}

/** The fields of a body that hold what the model is given to read. */
const readable = new Set(['instructions', 'input', 'messages', 'content', 'text'])

/** All texts inside a value, in order. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsIn)
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, item]) => (readable.has(key) ? textsIn(item) : []))
}

function formatOf(described: JsonObject): Pick<Asked, 'format' | 'jsonMode'> {
  const schema = described['schema']
  const name = described['name']
  if (!isObject(schema)) return { jsonMode: false }
  return { jsonMode: false, format: { name: typeof name === 'string' ? name : '', strict: described['strict'] === true, schema } }
}

function responsesFormat(body: JsonObject): Pick<Asked, 'format' | 'jsonMode'> {
  const format = child(child(body, 'text'), 'format')
  return format['type'] === 'json_object' ? { jsonMode: true } : formatOf(format)
}

function chatFormat(body: JsonObject): Pick<Asked, 'format' | 'jsonMode'> {
  const format = child(body, 'response_format')
  return format['type'] === 'json_object' ? { jsonMode: true } : formatOf(child(format, 'json_schema'))
}

const numberIn = (body: JsonObject, key: string): number | undefined => (typeof body[key] === 'number' ? body[key] : undefined)
const textIn = (body: JsonObject, key: string): string | undefined => (typeof body[key] === 'string' ? body[key] : undefined)

const searchTools = new Set<unknown>(['web_search', 'web_search_2025_08_26', 'web_search_preview'])

function searchIn(body: JsonObject): Pick<Asked, 'search'> {
  const tools = listOf(body, 'tools') ?? []
  if (!tools.some((tool) => isObject(tool) && searchTools.has(tool['type']))) return {}
  const sources = listOf(body, 'include')?.includes('web_search_call.action.sources') === true
  return { search: { most: numberIn(body, 'max_tool_calls') ?? Infinity, sources } }
}

/** Reads the body of a request. Nothing is refused here: what is missing is empty. */
export function readAsked(api: Api, body: JsonObject): Asked {
  const responses = api === 'responses'
  const reasoning = child(body, 'reasoning')
  const most = responses ? numberIn(body, 'max_output_tokens') : (numberIn(body, 'max_completion_tokens') ?? numberIn(body, 'max_tokens'))
  const effort = responses ? textIn(reasoning, 'effort') : textIn(body, 'reasoning_effort')
  return {
    api,
    model: textIn(body, 'model') ?? '',
    body,
    text: textsIn(body).join('\n'),
    ...(responses ? responsesFormat(body) : chatFormat(body)),
    ...(responses ? searchIn(body) : {}),
    ...(most === undefined ? {} : { maxOutputTokens: most }),
    ...(effort === undefined || effort === 'none' ? {} : { effort }),
    stream: body['stream'] === true,
    background: responses && body['background'] === true,
    store: body['store'] !== false,
    summary: textIn(reasoning, 'summary') !== undefined,
    includeUsage: child(body, 'stream_options')['include_usage'] === true,
  }
}

/** A short name of what is asked for: the same for the same words and schema, whatever the model and its limits. */
export function fingerprint(asked: Asked): string {
  return createHash('sha256').update(JSON.stringify([asked.text, asked.format])).digest('hex').slice(0, 32)
}
