import type { Written } from '../words/phrases.ts'
import { between, type Random } from '../words/random.ts'
import { numberFor } from './numbers.ts'
import { isObject, listOf, numberOf, resolve, SchemaError, typesOf, type JsonObject } from './schema.ts'
import { textFor } from './texts.ts'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** What an answer is made with: `sentences` are those of a free text, `main` the length of the main list when it is fixed. */
export type Making = {
  readonly root: JsonObject
  readonly random: Random
  readonly written: Written
  readonly sentences?: number
  readonly main?: { readonly list: JsonObject; readonly length: number }
}

/** Below this depth a recursive schema takes the shortest way out. */
const deepest = 8

function branch(options: readonly unknown[], depth: number, making: Making): JsonObject {
  const schemas = options.map((option) => resolve(option, making.root))
  const leaf = schemas.find((schema) => !typesOf(schema).some((type) => type === 'object' || type === 'array'))
  const chosen = depth >= deepest && leaf !== undefined ? leaf : schemas[between(making.random, 0, schemas.length - 1)]
  if (chosen === undefined) throw new SchemaError('anyOf has no options')
  return chosen
}

function makeArray(schema: JsonObject, name: string, depth: number, making: Making): Json {
  const first = (listOf(schema, 'prefixItems') ?? []).map((item) => make(item, name, depth + 1, making))
  const least = Math.max(numberOf(schema, 'minItems') ?? 0, first.length)
  const most = numberOf(schema, 'maxItems') ?? Math.max(least, depth >= deepest ? 0 : 4)
  if (least > most) throw new SchemaError(`minItems ${least} is more than maxItems ${most}`)
  const wanted = schema === making.main?.list ? making.main.length : between(making.random, Math.max(least, Math.min(2, most)), most)
  const length = depth >= deepest ? Math.max(least, first.length) : wanted
  const items = schema['items']
  if (items === undefined || items === false) return first
  return [...first, ...Array.from({ length: length - first.length }, () => make(items, name, depth + 1, making))]
}

function makeObject(schema: JsonObject, depth: number, making: Making): Json {
  const made = new Map<string, Json>()
  const required = listOf(schema, 'required') ?? []
  const properties = resolve(schema['properties'] ?? {}, making.root)
  for (const [key, property] of Object.entries(properties)) {
    const wanted = required.includes(key) || (depth < deepest && making.random() < 0.7)
    if (wanted) made.set(key, make(property, key, depth + 1, making))
  }
  const more = schema['additionalProperties']
  if (isObject(more) && depth < deepest) {
    for (const key of ['first', 'second']) if (!made.has(key)) made.set(key, make(more, key, depth + 1, making))
  }
  return Object.fromEntries(made)
}

function makeTyped(type: string, schema: JsonObject, name: string, depth: number, making: Making): Json {
  switch (type) {
    case 'null':
      return null
    case 'boolean':
      return making.random() < 0.5
    case 'integer':
    case 'number':
      return numberFor(type, schema, making.random)
    case 'string':
      return textFor(schema, name, making)
    case 'array':
      return makeArray(schema, name, depth, making)
    case 'object':
      return makeObject(schema, depth, making)
    default:
      throw new SchemaError(`type "${type}" is not one of JSON's`)
  }
}

function make(of: unknown, name: string, depth: number, making: Making): Json {
  if (depth > 60) throw new SchemaError('the schema never ends')
  const schema = resolve(of, making.root)
  if ('const' in schema) return toJson(schema['const'])
  const choices = listOf(schema, 'enum')
  if (choices !== undefined) return toJson(choices[between(making.random, 0, choices.length - 1)])
  const options = listOf(schema, 'anyOf') ?? listOf(schema, 'oneOf')
  if (options !== undefined) return make(branch(options, depth, making), name, depth + 1, making)
  const all = listOf(schema, 'allOf')
  if (all !== undefined && all.length !== 1) throw new SchemaError('allOf is not supported')
  if (all !== undefined) return make(all[0], name, depth + 1, making)
  const types = typesOf(schema)
  const calm = depth >= deepest ? types.filter((type) => type !== 'object' && type !== 'array') : types
  const from = calm.length > 0 ? calm : types
  return makeTyped(from[between(making.random, 0, from.length - 1)] ?? 'string', schema, name, depth, making)
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
export const fromSchema = (making: Making): Json => make(making.root, '', 0, making)
