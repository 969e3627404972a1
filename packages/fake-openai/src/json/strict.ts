import { isObject, listOf, SchemaError, resolve, typesOf, type JsonObject } from './schema.ts'

/** Keywords that hold schemas, beside `properties`, `$defs` and `items`. */
const branches = ['anyOf', 'prefixItems'] as const
const refused = ['allOf', 'oneOf', 'not', 'if', 'patternProperties', 'propertyNames'] as const

function faultIn(schema: unknown, context: readonly string[]): string | undefined {
  const at = `In context=(${context.map((step) => `'${step}'`).join(', ')}),`
  if (!isObject(schema)) return `${at} a schema has to be an object.`
  const odd = refused.find((keyword) => schema[keyword] !== undefined)
  if (odd !== undefined) return `${at} '${odd}' is not permitted.`
  const inside: [unknown, readonly string[]][] = []
  if (typesOf(schema).includes('object')) {
    const properties = isObject(schema['properties']) ? schema['properties'] : {}
    if (schema['additionalProperties'] !== false) return `${at} 'additionalProperties' is required to be supplied and to be false.`
    const missing = Object.keys(properties).find((key) => !(listOf(schema, 'required') ?? []).includes(key))
    if (missing !== undefined) return `${at} 'required' has to include every key in properties. Missing '${missing}'.`
    for (const [key, property] of Object.entries(properties)) inside.push([property, [...context, 'properties', key]])
  }
  if (schema['items'] !== undefined) inside.push([schema['items'], [...context, 'items']])
  for (const key of branches) {
    for (const [position, option] of (listOf(schema, key) ?? []).entries()) inside.push([option, [...context, key, String(position)]])
  }
  const definitions = schema['$defs'] ?? schema['definitions']
  if (isObject(definitions)) for (const [key, definition] of Object.entries(definitions)) inside.push([definition, [...context, '$defs', key]])
  for (const [part, where] of inside) {
    const fault = faultIn(part, where)
    if (fault !== undefined) return fault
  }
  return undefined
}

/** Why strict structured output would not take a schema, in the words of its error; undefined when it would. */
export function strictFault(schema: JsonObject): string | undefined {
  try {
    const root = resolve(schema, schema)
    if (schema['anyOf'] !== undefined || !typesOf(root).includes('object')) return 'schema must be a JSON Schema of type "object".'
  } catch (error) {
    if (error instanceof SchemaError) return error.message
    throw error
  }
  return faultIn(schema, [])
}
