import { z } from 'zod'

type Schema = {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly $ref?: string
  readonly format?: string
  readonly pattern?: string
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly minLength?: number
  readonly minItems?: number
  readonly items?: Schema
  readonly properties?: { readonly [name: string]: Schema }
  readonly required?: readonly string[]
  readonly $defs?: { readonly [name: string]: Schema }
}

/** Texts for the patterns that inputs have. */
const texts = ['a sample', 'char_001', 'vendor/model', 'sample-name', '2026-11-20T09:00:00.000Z', '#tag', 'https://example.com/a']

const textFor = (schema: Schema): string => {
  if (schema.format === 'uuid') return '7f9c24e5-2f8a-4f5e-9d0b-1c2d3e4f5a6b'
  const pattern = schema.pattern === undefined ? undefined : new RegExp(schema.pattern, 'u')
  const fitting = texts.find(text => text.length >= (schema.minLength ?? 0) && (pattern?.test(text) ?? true))
  if (fitting === undefined) throw new Error(`no sample text fits ${schema.pattern}: add one to sample-input.ts`)
  return fitting
}

const sampleOf = (schema: Schema, root: Schema): unknown => {
  const { properties = {}, required = [] } = schema
  const inner = schema.$ref === undefined ? (schema.anyOf ?? schema.oneOf ?? schema.allOf)?.[0] : root.$defs?.[schema.$ref.split('/').at(-1) ?? '']
  if (inner) return sampleOf(inner, root)
  if ('const' in schema) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.type === 'object') return Object.fromEntries(required.map(name => [name, sampleOf(properties[name] ?? {}, root)]))
  if (schema.type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}, root))
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1)
  if (schema.type === 'boolean') return true
  if (schema.type === 'null') return null
  return textFor(schema)
}

/** The JSON Schema of what a procedure takes; undefined when it takes nothing. */
export const inputSchemaOf = (inputs: readonly unknown[]): Schema | undefined => {
  const [input] = inputs
  return input instanceof z.ZodType ? (z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as Schema) : undefined
}

/** The smallest input that a procedure takes. */
export const sampleInput = (schema: Schema): unknown => sampleOf(schema, schema)
