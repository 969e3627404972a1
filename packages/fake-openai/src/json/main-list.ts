import { isObject, listOf, numberOf, resolve, typesOf, type JsonObject } from './schema.ts'

/** A list of an answer: its schema, and the way to it from the root. */
export type MainList = { readonly list: JsonObject; readonly path: readonly string[] }

function rank(schema: JsonObject, root: JsonObject): number {
  const least = numberOf(schema, 'minItems')
  const fixed = least !== undefined && least === numberOf(schema, 'maxItems') ? 1e6 : 0
  const objects = schema['items'] !== undefined && typesOf(resolve(schema['items'], root)).includes('object') ? 1e5 : 0
  return fixed + objects + Math.min(least ?? 0, 1e4)
}

/**
 * The list a schema is about: among those nearest to the root, one of a fixed length before others, one of objects before one
 * of texts, a longer one before a shorter. Undefined when there is none outside of an anyOf.
 */
export function mainList(root: JsonObject): MainList | undefined {
  let level: MainList[] = [{ list: resolve(root, root), path: [] }]
  for (let depth = 0; depth < 10 && level.length > 0; depth += 1) {
    const arrays = level.filter((found) => typesOf(found.list).includes('array') && listOf(found.list, 'prefixItems') === undefined)
    if (arrays.length > 0) return arrays.toSorted((one, other) => rank(other.list, root) - rank(one.list, root))[0]
    level = level.flatMap((found) => {
      const properties = found.list['properties']
      if (!isObject(properties)) return []
      return Object.entries(properties).map(([key, property]) => ({ list: resolve(property, root), path: [...found.path, key] }))
    })
  }
  return undefined
}
