import { mkdir, writeFile } from 'node:fs/promises'
import { bibleSchema, setSchema } from '@coldopen/script'
import { sidecarSchema } from '@coldopen/client'
import { z } from 'zod'
import { meaningsOf } from '../src/schemas/meanings.ts'

type Json = { readonly [key: string]: unknown }

/** Adds to every field of a JSON schema, by its path, what it means. */
const explained = (schema: Json, path = ''): Json => {
  const entries = Object.entries(schema).map(([key, value]): [string, unknown] => {
    if (key === 'properties' && isObject(value)) {
      return [key, Object.fromEntries(Object.entries(value).map(([name, field]) => [name, isObject(field) ? explained(field, path === '' ? name : `${path}.${name}`) : field]))]
    }
    return key === 'items' && isObject(value) ? [key, explained(value, path)] : [key, value]
  })
  const meaning = meaningsOf(path)
  return { ...Object.fromEntries(entries), ...(meaning !== undefined && { description: meaning }) }
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * A schema for files whose names others use too, and for files that are still being written: it speaks of those alone that
 * have all of `marks`.
 */
const forThose = (schema: Json, marks: readonly string[]): Json => {
  const { $schema, ...rest } = schema
  return { $schema, if: { not: { type: 'object', required: marks } }, else: rest }
}

const jsonOf = (schema: z.ZodType): Json => explained(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'draft-7' }))

/** Writes the JSON schemas of the files that a writer may edit, made from those that the program reads them by. */
export const writeSchemas = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true })
  const write = (name: string, schema: Json): Promise<void> => writeFile(`${folder}/${name}.schema.json`, JSON.stringify(schema))
  await write('bible', forThose(jsonOf(bibleSchema), ['generation_info']))
  await write('set', forThose(jsonOf(setSchema), ['set_number', 'story_set']))
  await write('sidecar', jsonOf(sidecarSchema))
}
