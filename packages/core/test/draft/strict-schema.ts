import { z } from 'zod'
import type { JsonSchema } from '../../src/model/text-model.ts'

/** A node of a JSON schema in what strict structured output takes: these keywords and no others. */
export type StrictNode =
  | { readonly type: 'object'; readonly properties: Record<string, StrictNode>; readonly required: readonly string[]; readonly additionalProperties: false }
  | { readonly type: 'array'; readonly items: StrictNode; readonly minItems?: number | undefined; readonly maxItems?: number | undefined }
  | { readonly type: 'string'; readonly enum?: readonly string[] | undefined }
  | { readonly type: 'integer' | 'number' | 'boolean' }

const allRequired = (node: { properties: object; required: string[] }): boolean => {
  return Object.keys(node.properties).join('\n') === node.required.join('\n')
}

const strictNode: z.ZodType<StrictNode> = z.lazy(() => z.union([objectNode, arrayNode, textNode, plainNode]))
const objectNode = z
  .strictObject({ type: z.literal('object'), properties: z.record(z.string(), strictNode), required: z.array(z.string()), additionalProperties: z.literal(false) })
  .refine(allRequired, 'every property is required')
const arrayNode = z.strictObject({ type: z.literal('array'), items: strictNode, minItems: z.int().optional(), maxItems: z.int().optional() })
const textNode = z.strictObject({ type: z.literal('string'), enum: z.array(z.string()).min(1).optional() })
const plainNode = z.strictObject({ type: z.enum(['integer', 'number', 'boolean']) })

const childrenOf = (node: StrictNode): StrictNode[] => {
  if (node.type === 'object') return Object.values(node.properties)
  return node.type === 'array' ? [node.items] : []
}

const depthOf = (node: StrictNode): number => 1 + Math.max(0, ...childrenOf(node).map(depthOf))

/** Every node of a schema, the root first. */
export const nodesOf = (node: StrictNode): StrictNode[] => [node, ...childrenOf(node).flatMap(nodesOf)]

/** Names of all fields that a schema asks for, at any depth. */
export const fieldsOf = (node: StrictNode): string[] => {
  return nodesOf(node).flatMap(each => (each.type === 'object' ? Object.keys(each.properties) : []))
}

/**
 * The schema, if strict structured output takes it; throws if not. The rules are those that OpenAI publishes: an object at
 * the root, every object closed and every property required, 5000 properties, 10 levels, 1000 enum values, 120 000 characters.
 */
export const strictSchema = (schema: JsonSchema): StrictNode => {
  const root = strictNode.parse(schema)
  if (root.type !== 'object') throw new Error('the root is not an object')
  const enums = nodesOf(root).flatMap(node => (node.type === 'string' ? (node.enum ?? []) : []))
  const names = fieldsOf(root)
  if (depthOf(root) > 10) throw new Error('deeper than 10 levels')
  if (names.length > 5000) throw new Error('more than 5000 properties')
  if (enums.length > 1000) throw new Error('more than 1000 enum values')
  if (new Set(enums).size !== enums.length) throw new Error('an enum value stands twice')
  if ([...names, ...enums].join('').length > 120_000) throw new Error('more than 120 000 characters of names and values')
  return root
}
