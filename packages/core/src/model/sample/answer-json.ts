import type { JsonSchema } from '../text-model.ts'

/** What is known of an answer before its shape is: by the names of fields; a list may be given by what stands at a place. */
export type Draft = string | number | boolean | null | undefined | readonly Draft[] | ((at: number) => Draft) | { readonly [key: string]: Draft }

/** Gives text for a string that no draft has: the field's name and how many such strings came before it. */
export type Invent = (key: string, before: number) => string

/** From here on lists are as short as they may be and what may be null is null; beyond `deepest` everything is. */
const deep = 8
const deepest = 32
const listLength = 3

type Node = { readonly [key: string]: unknown }

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)
const nodesOf = (value: unknown): Node[] => (Array.isArray(value) ? value.filter(isNode) : [])
const numberOr = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise)

const isFields = (draft: Draft): draft is { readonly [key: string]: Draft } => isNode(draft)

const fieldOf = (draft: Draft, key: string): Draft => (isFields(draft) && Object.hasOwn(draft, key) ? draft[key] : undefined)

const elementOf = (draft: Draft, at: number): Draft => {
  if (typeof draft === 'function') return draft(at)
  return Array.isArray(draft) ? draft[at] : undefined
}

const formats: { readonly [format: string]: string } = {
  'date-time': '2000-01-01T00:00:00Z',
  date: '2000-01-01',
  time: '00:00:00Z',
  duration: 'PT1M',
  email: 'sample@example.com',
  uri: 'https://example.com/',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '00000000-0000-4000-8000-000000000000',
}

/** Text within its lengths, which count code points. */
const fitted = (given: string, schema: Node): string => {
  const text = given.toWellFormed()
  if (!('maxLength' in schema) && !('minLength' in schema)) return text
  const points = Array.from(text)
  const most = numberOr(schema['maxLength'], Infinity)
  const least = numberOr(schema['minLength'], 0)
  return `${points.slice(0, most).join('')}${'.'.repeat(Math.max(0, least - points.length))}`
}

const numberIn = (draft: Draft, schema: Node): number => {
  const least = numberOr(schema['minimum'], numberOr(schema['exclusiveMinimum'], -Infinity) + 1)
  const most = numberOr(schema['maximum'], numberOr(schema['exclusiveMaximum'], Infinity) - 1)
  const step = numberOr(schema['multipleOf'], schema['type'] === 'integer' ? 1 : 0)
  const within = Math.min(Math.max(typeof draft === 'number' ? draft : 1, least), most)
  return step > 0 ? Math.min(Math.ceil(within / step) * step, Math.floor(most / step) * step) : within
}

/** Which of several types to write: the one that the draft has, else the first that says something. */
const typeOf = (schema: Node, draft: Draft): string => {
  const { type } = schema
  if (typeof type === 'string') return type
  const types = Array.isArray(type) ? type.filter(each => typeof each === 'string') : []
  if (types.length > 0) return (types.includes(typeof draft) ? typeof draft : types.find(each => each !== 'null')) ?? 'null'
  if (isNode(schema['properties'])) return 'object'
  return isNode(schema['items']) ? 'array' : 'string'
}

/**
 * Writes a draft in the shape of a JSON schema, as the JSON text of an answer: keys in the schema's order, `const`, `enum`,
 * lengths, limits and the number of elements obeyed, references inside the schema followed. Text that the draft lacks is
 * invented. `pattern` is not looked at.
 */
export const writeJson = (root: JsonSchema, draft: Draft, invent: Invent): string => {
  const invented = new Map<string, number>()

  const inventText = (key: string): string => {
    const before = invented.get(key) ?? 0
    invented.set(key, before + 1)
    return invent(key, before)
  }

  const resolved = (schema: Node): Node => {
    const reference = schema['$ref']
    if (typeof reference !== 'string' || !reference.startsWith('#')) return schema
    const steps = reference.split('/').slice(1).map(step => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'))
    const found = steps.reduce<unknown>((node, step) => (isNode(node) && Object.hasOwn(node, step) ? node[step] : undefined), root)
    return isNode(found) && found !== schema ? found : {}
  }

  const write = (given: Node, known: Draft, place: { readonly key: string; readonly depth: number }): string => {
    const schema = resolved(given)
    if (place.depth > deepest) return 'null'
    if ('const' in schema) return JSON.stringify(schema['const'])
    const choices: unknown = schema['enum']
    if (Array.isArray(choices) && choices.length > 0) return JSON.stringify(choices.includes(known) ? known : choices[0])
    const options = nodesOf(schema['anyOf'] ?? schema['oneOf'])
    const option = options.find(each => resolved(each)['type'] !== 'null') ?? options[0]
    if (option) return write(place.depth > deep ? (options.find(each => resolved(each)['type'] === 'null') ?? option) : option, known, { ...place, depth: place.depth + 1 })
    const whole = nodesOf(schema['allOf']).reduce<Node>((all, each) => ({ ...all, ...resolved(each) }), schema)

    switch (typeOf(whole, known)) {
      case 'object': {
        const properties = isNode(whole['properties']) ? Object.entries(whole['properties']) : []
        const fields = properties.map(([key, each]) => `${JSON.stringify(key)}:${write(isNode(each) ? each : {}, fieldOf(known, key), { key, depth: place.depth + 1 })}`)
        return `{${fields.join(',')}}`
      }
      case 'array': {
        const natural = Array.isArray(known) ? known.length : place.depth > deep ? 0 : listLength
        const count = Math.min(Math.max(natural, numberOr(whole['minItems'], 0)), numberOr(whole['maxItems'], Infinity))
        const items = isNode(whole['items']) ? whole['items'] : {}
        const elements = Array.from({ length: count }, (_, at) => write(items, elementOf(known, at), { key: place.key, depth: place.depth + 1 }))
        return `[${elements.join(',')}]`
      }
      case 'number':
      case 'integer':
        return JSON.stringify(numberIn(known, whole))
      case 'boolean':
        return JSON.stringify(known === true)
      case 'null':
        return 'null'
      default: {
        const format: unknown = whole['format']
        const stock = typeof format === 'string' && Object.hasOwn(formats, format) ? formats[format] : undefined
        return JSON.stringify(fitted(typeof known === 'string' ? known : (stock ?? inventText(place.key)), whole))
      }
    }
  }

  return write(root, draft, { key: '', depth: 0 })
}
