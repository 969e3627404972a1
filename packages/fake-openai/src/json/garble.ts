import type { garbles } from '../behaviour.ts'
import type { Json } from './from-schema.ts'
import { mainList } from './main-list.ts'
import { isObject, listOf, resolve, type JsonObject } from './schema.ts'

export type Garble = (typeof garbles)[number]

type Fields = { readonly [key: string]: Json }

const isFields = (value: Json | undefined): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** All strings that stand in an enum of a schema. */
function enumTexts(schema: unknown): Set<string> {
  const found = new Set<string>()
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item)
    if (!isObject(value)) return
    for (const item of listOf(value, 'enum') ?? []) if (typeof item === 'string') found.add(item)
    for (const item of Object.values(value)) visit(item)
  }
  visit(schema)
  return found
}

/** The value with the first string that `fits` replaced, fields in order. */
function replaceFirst(value: Json, fits: (text: string) => boolean, by: (text: string) => Json): Json {
  let done = false
  const visit = (item: Json): Json => {
    if (done) return item
    if (typeof item === 'string') {
      if (!fits(item)) return item
      done = true
      return by(item)
    }
    if (isList(item)) return item.map(visit)
    if (isFields(item)) return Object.fromEntries(Object.entries(item).map(([key, field]) => [key, visit(field)]))
    return item
  }
  return visit(value)
}

/** The value with its main list changed; the value as it is when it has none. */
function inMainList(value: Json, path: readonly string[], change: (list: readonly Json[]) => readonly Json[]): Json {
  const [key, ...rest] = path
  if (key === undefined) return isList(value) ? change(value) : value
  if (!isFields(value) || value[key] === undefined) return value
  return { ...value, [key]: inMainList(value[key], rest, change) }
}

const inMiddle = (change: (element: Json) => Json) => (list: readonly Json[]): readonly Json[] => {
  const middle = Math.floor(list.length / 2)
  return list.map((element, at) => (at === middle ? change(element) : element))
}

function repeatMiddle(list: readonly Json[]): readonly Json[] {
  const middle = Math.floor(list.length / 2)
  return list.map((element, at) => (at === middle ? (list[at - 1] ?? element) : element))
}

const withoutFirstField = (element: Json): Json => (isFields(element) ? Object.fromEntries(Object.entries(element).slice(1)) : null)
const withProto = (fields: Fields): Json => Object.fromEntries([['__proto__', { polluted: true }], ...Object.entries(fields)])

/** The value with the fault a behaviour asks for, in the middle element of the main list where it is a fault of an element. */
export function garbleValue(value: Json, schema: JsonObject, garble: Garble | undefined): Json {
  const known = enumTexts(schema)
  const isFree = (text: string) => !known.has(text)
  const path = mainList(resolve(schema, schema))?.path ?? []
  const middle = (change: (element: Json) => Json) => inMainList(value, path, inMiddle(change))
  switch (garble) {
    case 'wrong-types':
      return middle((element) => replaceFirst(element, isFree, () => 42))
    case 'empty-text':
      return middle((element) => replaceFirst(element, isFree, () => ''))
    case 'unknown-speaker':
      return replaceFirst(value, (text) => known.has(text), (text) => `${text.replace(/\d+$/u, '')}999`)
    case 'duplicate':
      return inMainList(value, path, repeatMiddle)
    case 'missing-field':
      return middle(withoutFirstField)
    case 'extra-field':
      return middle((element) => (isFields(element) ? { ...element, remark: 'This field was not asked for.' } : [element]))
    case 'proto':
      return isFields(value) ? withProto(value) : value
    default:
      return value
  }
}

/** Puts a piece into a string near the middle of a JSON text: after the opening quote of a value. */
function intoMiddleText(json: string, piece: string): string {
  const openings = [...json.matchAll(/":\s*"/gu)].map((found) => found.index + found[0].length)
  const at = openings.find((opening) => opening >= json.length / 2) ?? openings.at(-1) ?? json.indexOf('"') + 1
  return json.slice(0, at) + piece + json.slice(at)
}

/** The JSON text with the fault a behaviour asks for; none of these parses except `lone-surrogate`. */
export function garbleText(json: string, garble: Garble | undefined): string {
  const lastBracket = json.lastIndexOf(']')
  switch (garble) {
    case 'lone-surrogate':
      return intoMiddleText(json, '\\ud83d')
    case 'bad-escape':
      return intoMiddleText(json, '\\x41')
    case 'raw-newline':
      return intoMiddleText(json, '\n')
    case 'trailing-comma':
      return lastBracket < 0 ? json.replace(/\}$/u, ',}') : `${json.slice(0, lastBracket)},${json.slice(lastBracket)}`
    case 'missing-bracket':
      return lastBracket < 0 ? json.replace(/\}$/u, '') : json.slice(0, lastBracket) + json.slice(lastBracket + 1)
    default:
      return json
  }
}
