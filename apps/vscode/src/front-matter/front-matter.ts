import { isMap, isNode, isScalar, parseDocument, type Document, type Node } from 'yaml'

/** A piece of a text, in UTF-16 code units from its beginning. */
export type Span = { readonly start: number; readonly end: number }

/** A field at the top level of the front matter. */
export type Field = { readonly name: string; readonly key: Span; readonly value: Span | undefined }

/** The front matter of a text with the places of all that is in it. */
export type FrontMatter = {
  /** The lines between the fences; to the end of the text where the closing one is missing. */
  readonly inside: Span
  readonly closed: boolean
  readonly fields: readonly Field[]
  /** What YAML itself finds wrong. */
  readonly errors: readonly { readonly message: string; readonly at: Span }[]
  /** The values as plain data; undefined where they are no map, or cannot be read. */
  readonly data: unknown
  /** Where the value at a path stands, or the nearest above it. */
  readonly placeOf: (path: readonly PropertyKey[]) => Span
}

const opening = /^\uFEFF?---[ \t]*\r?\n/
const closing = /(?<![^\n])(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/

const dataOf = (document: Document.Parsed): unknown => {
  if (document.errors.length > 0) return undefined
  try {
    return document.contents === null ? {} : document.toJS()
  } catch {
    return undefined
  }
}

/** Reads the front matter at the top of a text, as far as it can be read; undefined where there is none. */
export const readFrontMatter = (text: string): FrontMatter | undefined => {
  const fence = opening.exec(text)
  if (!fence) return undefined
  const start = fence[0].length
  const closed = closing.exec(text.slice(start))
  const inside = { start, end: closed ? start + closed.index : text.length }
  const document = parseDocument(text.slice(inside.start, inside.end), { prettyErrors: false })
  const spanOf = (node: Node): Span => {
    const [from = 0, to = 0] = node.range ?? []
    return { start: start + from, end: start + to }
  }
  const items = isMap(document.contents) ? document.contents.items : []
  const fields = items.flatMap(({ key, value }): Field[] => {
    if (!isScalar(key)) return []
    const said = isNode(value) && !(isScalar(value) && value.source === '') ? spanOf(value) : undefined
    return [{ name: String(key.value), key: spanOf(key), value: said }]
  })
  const placeOf = (path: readonly PropertyKey[]): Span => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range && node.range[1] > node.range[0]) return spanOf(node)
      const field = length === 1 ? fields.find(({ name }) => name === path[0]) : undefined
      if (field) return field.value ?? field.key
    }
    return { start: 0, end: text.indexOf('\n') }
  }
  return {
    inside,
    closed: closed !== null,
    fields,
    errors: document.errors.map(({ message, pos: [from, to] }) => ({ message, at: { start: start + from, end: start + Math.max(to, from + 1) } })),
    data: dataOf(document),
    placeOf,
  }
}
