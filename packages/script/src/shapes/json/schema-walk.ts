import { z } from 'zod'
import type { FieldPath } from '../live-edit.ts'

const required = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodNullable ? required(schema.unwrap()) : schema

/** The schema of what stands at a path; undefined where the document has no such place. */
export const schemaAt = (schema: z.core.$ZodType, path: FieldPath): z.core.$ZodType | undefined => {
  let at: z.core.$ZodType | undefined = schema
  for (const key of path) {
    const holder: z.core.$ZodType = required(at)
    if (holder instanceof z.ZodArray && typeof key === 'number') at = holder.element
    else if (holder instanceof z.ZodObject && Object.hasOwn(holder.shape, key)) at = holder.shape[key]
    else return undefined
    if (at === undefined) return undefined
  }
  return required(at)
}

/** A whole object in which nothing has been written yet: empty texts and lists, and no optional field. */
export const emptyFields = (schema: z.ZodObject): Record<string, unknown> => {
  const fields = Object.entries<z.core.$ZodType>(schema.shape).filter(([, field]) => !(field instanceof z.ZodOptional))
  return Object.fromEntries(fields.map(([key, field]) => [key, emptyOf(field)]))
}

export const emptyOf = (schema: z.core.$ZodType): unknown => {
  if (schema instanceof z.ZodArray) return []
  return schema instanceof z.ZodObject ? emptyFields(schema) : ''
}

/** The same object with its keys in the order of the schema, at every depth; keys that it does not know come after them. */
export const fieldsInOrder = (schema: z.ZodObject, value: object): Record<string, unknown> => {
  const fields = new Map<string, unknown>(Object.entries(value))
  const known = Object.keys(schema.shape).filter((key) => fields.get(key) !== undefined)
  const unknown = [...fields.keys()].filter((key) => !Object.hasOwn(schema.shape, key))
  return Object.fromEntries([...known, ...unknown].map((key) => [key, inOrder(schema.shape[key], fields.get(key))]))
}

const inOrder = (schema: z.core.$ZodType | undefined, value: unknown): unknown => {
  const known = schema && required(schema)
  if (known instanceof z.ZodArray && Array.isArray(value)) return value.map((item) => inOrder(known.element, item))
  return known instanceof z.ZodObject && typeof value === 'object' && value !== null ? fieldsInOrder(known, value) : value
}
