import type { Written } from '../words/phrases.ts'
import { between, type Random } from '../words/random.ts'
import { numberFor } from './numbers.ts'
import { isObject, listOf, numberOf, resolve, SchemaError, typesOf, type JsonObject } from './schema.ts'
import { textFor } from './texts.ts'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/**
 * What an answer is made with: `sentences` are those of a free text, `words` those of a `text` at the root when the request
 * names them, `addresses` those of pages that were found, `main` the length of the main list when it is fixed.
 */
export type Making = {
  readonly root: JsonObject
  readonly random: Random
  readonly written: Written
  readonly sentences?: number
  readonly words?: number
  readonly addresses?: readonly string[]
  readonly main?: { readonly list: JsonObject; readonly length: number }
}

/** Where in the answer a value is made: the name of its field, and how deep. */
type Place = Making & { readonly name: string; readonly depth: number }

/** Below this depth a recursive schema takes the shortest way out. */
const deepest = 8

const inside = (place: Place, name: string): Place => ({ ...place, name, depth: place.depth + 1 })

function branch(options: readonly unknown[], place: Place): JsonObject {
  const schemas = options.map((option) => resolve(option, place.root))
  const leaf = schemas.find((schema) => !typesOf(schema).some((type) => type === 'object' || type === 'array'))
  const chosen = place.depth >= deepest && leaf !== undefined ? leaf : schemas[between(place.random, 0, schemas.length - 1)]
  if (chosen === undefined) throw new SchemaError('anyOf has no options')
  return chosen
}

function makeArray(schema: JsonObject, place: Place): Json {
  const { random, main, depth, name } = place
  const first = (listOf(schema, 'prefixItems') ?? []).map((item) => make(item, inside(place, name)))
  const least = Math.max(numberOf(schema, 'minItems') ?? 0, first.length)
  const most = numberOf(schema, 'maxItems') ?? Math.max(least, depth >= deepest ? 0 : 4)
  if (least > most) throw new SchemaError(`minItems ${least} is more than maxItems ${most}`)
  const wanted = schema === main?.list ? main.length : between(random, Math.max(least, Math.min(2, most)), most)
  const length = depth >= deepest ? least : wanted
  const items = schema['items']
  if (items === undefined || items === false) return first
  return [...first, ...Array.from({ length: length - first.length }, () => make(items, inside(place, name)))]
}

function makeObject(schema: JsonObject, place: Place): Json {
  const made = new Map<string, Json>()
  const required = listOf(schema, 'required') ?? []
  for (const [key, property] of Object.entries(resolve(schema['properties'] ?? {}, place.root))) {
    const wanted = required.includes(key) || (place.depth < deepest && place.random() < 0.7)
    if (wanted) made.set(key, make(property, inside(place, key)))
  }
  const more = schema['additionalProperties']
  if (isObject(more) && place.depth < deepest) {
    for (const key of ['first', 'second']) if (!made.has(key)) made.set(key, make(more, inside(place, key)))
  }
  return Object.fromEntries(made)
}

function makeTyped(type: string, schema: JsonObject, place: Place): Json {
  switch (type) {
    case 'null':
      return null
    case 'boolean':
      return place.random() < 0.5
    case 'integer':
    case 'number':
      return numberFor(type, schema, place.random)
    case 'string':
      return textFor(schema, place.name, place.depth > 1 ? { ...place, words: undefined } : place)
    case 'array':
      return makeArray(schema, place)
    case 'object':
      return makeObject(schema, place)
    default:
      throw new SchemaError(`type "${type}" is not one of JSON's`)
  }
}

function make(of: unknown, place: Place): Json {
  if (place.depth > 60) throw new SchemaError('the schema never ends')
  const schema = resolve(of, place.root)
  if ('const' in schema) return toJson(schema['const'])
  const choices = listOf(schema, 'enum')
  if (choices !== undefined) return toJson(choices[between(place.random, 0, choices.length - 1)])
  const options = listOf(schema, 'anyOf') ?? listOf(schema, 'oneOf')
  if (options !== undefined) return make(branch(options, place), inside(place, place.name))
  const all = listOf(schema, 'allOf')
  if (all !== undefined && all.length !== 1) throw new SchemaError('allOf is not supported')
  if (all !== undefined) return make(all[0], inside(place, place.name))
  const types = typesOf(schema)
  const calm = place.depth >= deepest ? types.filter((type) => type !== 'object' && type !== 'array') : types
  const from = calm.length > 0 ? calm : types
  return makeTyped(from[between(place.random, 0, from.length - 1)] ?? 'string', schema, place)
}

function toJson(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]))
  throw new SchemaError('an enum or const is not JSON')
}

/**
 * A value that satisfies a JSON Schema: properties in the schema's order, texts readable and never written before by this
 * server. Throws SchemaError for what strict structured output does not take either (patterns, several allOf, remote refs).
 */
export const fromSchema = (making: Making): Json => make(making.root, { ...making, name: '', depth: 0 })
