import { between, type Random } from '../words/random.ts'
import { numberOf, SchemaError, type JsonObject } from './schema.ts'

/** A number within a schema's bounds: small and positive where they allow it. */
export function numberFor(type: 'integer' | 'number', schema: JsonObject, random: Random): number {
  const step = numberOf(schema, 'multipleOf') ?? (type === 'integer' ? 1 : 0.5)
  const above = numberOf(schema, 'exclusiveMinimum')
  const below = numberOf(schema, 'exclusiveMaximum')
  const low = Math.max(numberOf(schema, 'minimum') ?? -Infinity, above === undefined ? -Infinity : above + step / 2)
  const high = Math.min(numberOf(schema, 'maximum') ?? Infinity, below === undefined ? Infinity : below - step / 2)
  const from = low > -1e6 ? Math.ceil(low / step) : Math.min(0, Math.floor(high / step) - 100)
  const to = high < 1e6 ? Math.floor(high / step) : Math.max(from, 0) + 100
  if (from <= to) return between(random, Math.max(from, Math.min(0, to)), Math.min(to, Math.max(from, 0) + 100)) * step
  if (type === 'number' && low <= high) return (low + high) / 2
  throw new SchemaError(`no ${type} lies between ${low} and ${high}`)
}
