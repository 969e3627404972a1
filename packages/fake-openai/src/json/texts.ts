import { manner, paragraph, personName, sentence, tag, title, type Written } from '../words/phrases.ts'
import { prose } from '../words/prose.ts'
import { between, type Random } from '../words/random.ts'
import { numberOf, SchemaError, type JsonObject } from './schema.ts'

const formats: { readonly [format: string]: (random: Random) => string } = {
  'date-time': (random) => `20${between(random, 10, 29)}-0${between(random, 1, 9)}-1${between(random, 0, 9)}T1${between(random, 0, 9)}:30:00Z`,
  date: (random) => `20${between(random, 10, 29)}-0${between(random, 1, 9)}-1${between(random, 0, 9)}`,
  time: (random) => `1${between(random, 0, 9)}:${between(random, 10, 59)}:00`,
  email: (random) => `reader${between(random, 1, 1e9)}@example.com`,
  uri: (random) => `https://example.com/${between(random, 1, 1e9)}`,
  hostname: (random) => `host-${between(random, 1, 1e9)}.example.com`,
  ipv4: (random) => `192.0.2.${between(random, 0, 255)}`,
  ipv6: (random) => `2001:db8::${between(random, 1, 9999)}`,
  uuid: (random) => `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`,
  duration: (random) => `PT${between(random, 1, 59)}M`,
}

const hex = (random: Random, digits: number): string =>
  Array.from({ length: digits }, () => between(random, 0, 15).toString(16)).join('')

type TextMaking = {
  readonly random: Random
  readonly written: Written
  readonly sentences?: number
  readonly words?: number | undefined
  readonly addresses?: readonly string[]
}

/** A text that suits the name of its field. */
function named(name: string, making: TextMaking): string {
  const { random, written, words, addresses = [] } = making
  if (/(^|_)name$/iu.test(name)) return personName(random, written)
  if (/title|setting|heading|place/iu.test(name)) return title(random, written)
  if (/tag/iu.test(name)) return tag(random, written)
  if (/delivery|tone|pace|accent|age$/iu.test(name)) return manner(random, written)
  if (/^(?:source|url|link)s?$/iu.test(name) && addresses.length > 0) return addresses[between(random, 0, addresses.length - 1)] ?? ''
  if (name === 'text' && words !== undefined) return prose(random, written, words)
  return paragraph(random, written, making.sentences ?? between(random, 1, 3))
}

/** A string for a schema: format, and minLength and maxLength in code points, hold. SchemaError for a pattern without a known format. */
export function textFor(schema: JsonObject, name: string, making: TextMaking): string {
  const format = schema['format']
  if (typeof format === 'string' && Object.hasOwn(formats, format)) return formats[format]?.(making.random) ?? ''
  if (schema['pattern'] !== undefined) throw new SchemaError(`pattern ${JSON.stringify(schema['pattern'])} is not supported`)
  const least = numberOf(schema, 'minLength') ?? 0
  const most = numberOf(schema, 'maxLength') ?? Infinity
  if (least > most) throw new SchemaError(`minLength ${least} is more than maxLength ${most}`)
  const points = Array.from(named(name, making))
  while (points.length < least) points.push(' ', ...Array.from(sentence(making.random, making.written)))
  return points.slice(0, most).join('')
}
