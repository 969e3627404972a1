import { fingerprint, type Asked } from './asked.ts'
import type { Behaviour } from './behaviour.ts'
import { encodeJson } from './json/encode.ts'
import { fromSchema, type Making } from './json/from-schema.ts'
import { garbleText, garbleValue } from './json/garble.ts'
import { mainList } from './json/main-list.ts'
import { numberOf, type JsonObject } from './json/schema.ts'
import type { Page } from './search.ts'
import type { Written } from './words/phrases.ts'
import { prose, wordsAsked } from './words/prose.ts'
import { createRandom } from './words/random.ts'

const anyObject: JsonObject = {
  type: 'object',
  properties: { title: { type: 'string' }, text: { type: 'string' } },
  required: ['title', 'text'],
}

/** How long the main list is when a behaviour says so. */
function mainLength(schema: JsonObject, behaviour: Behaviour): Pick<Making, 'main'> {
  const found = mainList(schema)
  if (found === undefined) return {}
  const least = numberOf(found.list, 'minItems') ?? 0
  const most = numberOf(found.list, 'maxItems') ?? Math.max(least, 4)
  const garbled = behaviour.garble === 'too-many' ? most + 1 : behaviour.garble === 'too-few' ? Math.max(0, least - 1) : undefined
  const length = behaviour.short ?? garbled
  return length === undefined ? {} : { main: { list: found.list, length } }
}

/** Writes the text of an answer; `pages` are those that a search for it found. */
export type Writer = (asked: Asked, behaviour: Behaviour, pages: readonly Page[]) => string

/** Writes the texts of one server: none twice, the same for the same seed, words and order of equal requests. */
export function createWriter(seed: string): Writer {
  const written: Written = new Set()
  const times = new Map<string, number>()
  return (asked, behaviour, pages) => {
    if (behaviour.answer !== undefined) return dressed(behaviour.answer, behaviour)
    const name = fingerprint(asked)
    const time = (times.get(name) ?? 0) + 1
    times.set(name, time)
    const random = createRandom(`${seed} ${name} ${time}`)
    const schema = asked.format?.schema ?? (asked.jsonMode ? anyObject : undefined)
    const words = behaviour.words ?? wordsAsked(asked.text)
    if (schema === undefined) return prose(random, written, words ?? 120)
    const sentences = behaviour.sentences === undefined ? {} : { sentences: behaviour.sentences }
    const addresses = pages.map((page) => page.url)
    const making = { root: schema, random, written, addresses, ...(words === undefined ? {} : { words }), ...sentences, ...mainLength(schema, behaviour) }
    const value = fromSchema(making)
    const text = encodeJson(garbleValue(value, schema, behaviour.garble), behaviour.layout ?? 'compact', random)
    return dressed(garbleText(text, behaviour.garble), behaviour)
  }
}

function dressed(text: string, behaviour: Behaviour): string {
  const fenced = behaviour.fence === true ? `\`\`\`json\n${text}\n\`\`\`` : text
  if (behaviour.around !== true) return fenced
  return `Here is the JSON you asked for:\n\n${fenced}\n\nTell me if {anything} should change.`
}
