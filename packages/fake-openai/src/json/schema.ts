/** A JSON Schema, or any JSON object, as plain data. */
export type JsonObject = { readonly [key: string]: unknown }

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object's property when it is an object itself, else an empty one. */
export function child(value: unknown, key: string): JsonObject {
  const found = isObject(value) ? value[key] : undefined
  return isObject(found) ? found : {}
}

/** A schema this server does not write answers for; the message says which part. */
export class SchemaError extends Error {}

/** The schema a `$ref` stands for, looked up in the root (`#`, `#/$defs/name`). */
export function resolve(schema: unknown, root: JsonObject): JsonObject {
  let found: unknown = schema
  for (let hops = 0; isObject(found) && typeof found['$ref'] === 'string'; hops += 1) {
    const ref = found['$ref']
    if (!ref.startsWith('#') || hops > 50) throw new SchemaError(`$ref "${ref}" leads nowhere`)
    found = root
    for (const step of ref.split('/').slice(1)) {
      const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
      found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined
    }
    if (found === undefined) throw new SchemaError(`$ref "${ref}" leads nowhere`)
  }
  if (found === true) return {}
  if (!isObject(found)) throw new SchemaError('a schema is not an object')
  return found
}

/** The types a schema allows, as a list; empty when it does not say. */
export function typesOf(schema: JsonObject): readonly string[] {
  const type = schema['type']
  if (typeof type === 'string') return [type]
  if (Array.isArray(type)) return type.filter((item) => typeof item === 'string')
  if (isObject(schema['properties'])) return ['object']
  if (schema['items'] !== undefined || schema['prefixItems'] !== undefined) return ['array']
  return []
}

export function numberOf(schema: JsonObject, key: string): number | undefined {
  const value = schema[key]
  return typeof value === 'number' ? value : undefined
}

export function listOf(schema: JsonObject, key: string): readonly unknown[] | undefined {
  const value = schema[key]
  return Array.isArray(value) ? value : undefined
}
