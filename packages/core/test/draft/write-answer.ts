import type { JsonSchema } from '../../src/model/text-model.ts'
import { strictSchema, type StrictNode } from './strict-schema.ts'

/** What a model answers, before it is text. */
export type Answer = { [field: string]: Written }
export type Written = string | number | boolean | Written[] | Answer

/** Texts that are hard to carry: escapes, quotes, line breaks, a surrogate pair, another script, white space at the ends. */
const phrases = ['The lamp goes out', ' She says "no" ', 'a\\b / c', 'two\nlines\tand a tab', 'Zoë – naïve…', '灯が消える', '😀👩‍👩‍👧 and on', '{"not": ["json"]}']

/**
 * Writes what a schema asks for, with nothing but the schema: the same salt gives the same answer, and no text stands in it
 * twice. Lists of an open length get their least number of items, or one.
 */
export const writeAnswer = (schema: JsonSchema, salt: number): Answer => {
  let count = 0
  const write = (node: StrictNode): Written => {
    const turn = salt * 31 + count++
    switch (node.type) {
      case 'object':
        return Object.fromEntries(Object.entries(node.properties).map(([name, property]) => [name, write(property)]))
      case 'array':
        return Array.from({ length: node.minItems ?? turn % 3 }, () => write(node.items))
      case 'string':
        return node.enum?.[turn % node.enum.length] ?? `${phrases[turn % phrases.length]} ${salt}.${count}`
      case 'boolean':
        return turn % 2 === 0
      default:
        return turn
    }
  }
  const root = write(strictSchema(schema))
  if (typeof root !== 'object' || Array.isArray(root)) throw new Error('an answer is an object')
  return root
}
