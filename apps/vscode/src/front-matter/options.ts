import { formats, frontMatterSchema, type Brief } from '@coldopen/client'
import { z } from 'zod'

/** What a field of the front matter takes, as its schema says it. */
export type Option = {
  readonly name: string
  readonly type: 'number' | 'boolean' | 'text' | 'list'
  /** The values there are to choose from. */
  readonly values: readonly string[]
  readonly least?: number | undefined
  readonly most?: number | undefined
}

/** The part of a JSON schema that is read here. */
const jsonSchema = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
})
const fieldsSchema = z.object({ properties: z.record(z.string(), jsonSchema) })

/** JSON schema writes the bounds of every whole number; those of a machine's word are none of ours. */
const bound = (limit: number | undefined): number | undefined => (limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER ? limit : undefined)

const optionOf = (name: string, { type, enum: values = [], minimum, maximum }: z.infer<typeof jsonSchema>): Option => {
  const kind = type === 'integer' || type === 'number' ? 'number' : type === 'boolean' ? 'boolean' : type === 'array' ? 'list' : 'text'
  return { name, type: kind, values: kind === 'boolean' ? ['true', 'false'] : values, least: bound(minimum), most: bound(maximum) }
}

const { properties } = fieldsSchema.parse(z.toJSONSchema(frontMatterSchema, { io: 'input', unrepresentable: 'any' }))

/** Every field that front matter may have, in the order in which one would write them. */
export const options: ReadonlyMap<string, Option> = new Map(Object.entries(properties).map(([name, schema]) => [name, optionOf(name, schema)]))

const spelt = (field: string): string => field.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)

/** The fields that a format has a use for; all of them while the format is not known. */
export const optionsFor = (format: unknown): Option[] => {
  const known = Object.values(formats).find(({ name }) => name === format)
  if (!known) return [...options.values()]
  const takes = new Set(['coldopen', 'language', ...known.takes.map(spelt)])
  return [...options.values()].filter(({ name }) => takes.has(name))
}

/** What a format does when the field is left out, where that is a figure. */
export const defaultOf = (name: string, format: unknown): string | undefined => {
  const known = Object.values(formats).find(each => each.name === format)
  if (!known) return undefined
  if (known.kind === 'segmented') return name === 'segments' ? String(known.total) : name === 'per_set' ? String(known.perSet) : undefined
  const chunks = known.plan === 'fixed' ? known.chunks : undefined
  if (name === 'words') return String(known.plan === 'written' ? known.words : (chunks?.reduce((sum, chunk) => sum + chunk.words, 0) ?? 0))
  return name === 'chunks' && chunks ? String(chunks.length) : undefined
}

export type FormatName = Brief['format']
