import { readFrontMatter, type Field, type FrontMatter, type Span } from './front-matter.ts'
import type { Say } from '@coldopen/client'
import { meaningOf } from './meanings.ts'
import { defaultOf, options, optionsFor, type Option } from './options.ts'

export type Completion = { readonly label: string; readonly insert: string; readonly kind: 'field' | 'value'; readonly about: string; readonly replaces: Span }

export type Hover = { readonly text: string; readonly at: Span }

/** By its line, since a field that is being written makes no map yet. */
const formatIn = (text: string, { inside }: FrontMatter): string | undefined => /^coldopen[ \t]*:[ \t]*['"]?(\w+)/m.exec(text.slice(inside.start, inside.end))?.[1]

/** Default and limits of a field, each as a sentence. */
const factsOf = (option: Option, format: unknown, say: Say): string[] => {
  const usual = defaultOf(option.name, format)
  const { least, most, values } = option
  return [
    ...(usual === undefined ? [] : [say('When it is left out: {0}.', usual)]),
    ...(option.type === 'boolean' ? [say('When it is left out: false.')] : []),
    ...(least !== undefined && most !== undefined ? [say('From {0} to {1}.', least, most)] : least !== undefined ? [say('At least {0}.', least)] : []),
    ...(values.length > 0 && option.type !== 'boolean' ? [say('One of: {0}.', values.join(', '))] : []),
  ]
}

const about = (option: Option, format: unknown, say: Say): string => [meaningOf(option.name, say) ?? '', ...factsOf(option, format, say)].join(' ').trim()

const wordAt = (text: string, offset: number): Span => {
  const before = /[\w-]*$/.exec(text.slice(0, offset))?.[0].length ?? 0
  const after = /^[\w-]*/.exec(text.slice(offset))?.[0].length ?? 0
  return { start: offset - before, end: offset + after }
}

/** What could be written at a place of a brief: a field on a line of its own, or one of the values that a field takes. */
export const completionsAt = (text: string, offset: number, say: Say): Completion[] => {
  const front = readFrontMatter(text)
  if (!front || offset < front.inside.start || offset > front.inside.end) return []
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
  const format = formatIn(text, front)
  const replaces = wordAt(text, offset)
  const value = /^(\w+)[ \t]*:[ \t]*([\w-]*)$/.exec(line)
  if (value) {
    const option = options.get(value[1] ?? '')
    const space = line.endsWith(':') ? ' ' : ''
    return (option?.values ?? []).map(label => ({ label, insert: space + label, kind: 'value', about: option ? about(option, format, say) : '', replaces }))
  }
  if (!/^\w*$/.test(line)) return []
  const said = new Set(front.fields.filter(({ key }) => key.start !== replaces.start).map(({ name }) => name))
  const hasColon = /^[ \t]*:/.test(text.slice(replaces.end))
  return optionsFor(format)
    .filter(({ name }) => !said.has(name))
    .map(option => ({ label: option.name, insert: hasColon ? option.name : `${option.name}: `, kind: 'field', about: about(option, format, say), replaces }))
}

const fieldAt = (front: FrontMatter, offset: number): Field | undefined =>
  front.fields.find(({ key, value }) => offset >= key.start && offset <= (value && offset > key.end ? Math.min(value.end, value.start + 200) : key.end))

/** What the field at a place means, what it is when it is left out, and its limits. */
export const hoverAt = (text: string, offset: number, say: Say): Hover | undefined => {
  const front = readFrontMatter(text)
  const field = front && fieldAt(front, offset)
  const option = field && options.get(field.name)
  return front && option && { text: about(option, formatIn(text, front), say), at: field.key }
}
