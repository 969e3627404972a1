import { Document, isMap, isNode, LineCounter, parseDocument, visit, type Node } from 'yaml'
import type { z } from 'zod'
import type { FieldPath } from './live-edit.ts'
import { firstIssue, problemAt, type Read } from './read-result.ts'

/** What stands between the `---` lines at the top of a file, and the text below them. */
export type FrontMatter<Data> = { readonly data: Data; readonly body: string }

type Parsed = {
  readonly document: Document.Parsed | undefined
  readonly lines: LineCounter
  readonly body: string
  readonly lineEnd: string
}

const noFields = { ok: false, problem: 'Line 2: the front matter has to be lines of the form key: value.' } as const

const fence = /^---[ \t]*(\r?\n)/
// Of all line ends only this one counts in YAML's own sense; a multi-line `^` would also match behind U+2028 and a lone \r.
const closing = /(?<![^\n])(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/

const parse = (text: string): Read<Parsed> => {
  const source = text.replace(/^\uFEFF/, '')
  const lines = new LineCounter()
  const opened = fence.exec(source)
  if (opened === null) return { ok: true, value: { document: undefined, lines, body: source, lineEnd: '\n' } }
  const rest = source.slice(opened[0].length)
  const closed = closing.exec(rest)
  if (closed === null) return { ok: false, problem: 'Line 1: the front matter that begins here is not closed by a line of ---.' }
  try {
    const document = parseDocument(rest.slice(0, closed.index), { lineCounter: lines, prettyErrors: false })
    const error = document.errors[0]
    if (error !== undefined) {
      const { line } = lines.linePos(error.pos[0])
      return { ok: false, problem: `Line ${line + 1}: ${error.message.replace(/\.?$/, '.')}` }
    }
    const body = rest.slice(closed.index + closed[0].length)
    return { ok: true, value: { document, lines, body, lineEnd: opened[1] ?? '\n' } }
  } catch {
    return { ok: false, problem: 'Line 2: the front matter is nested too deeply.' }
  }
}

/** The line of the file on which the value at a path stands, or the nearest above it. */
const lineOf = (parsed: Parsed, path: FieldPath): number => {
  for (let length = path.length; length > 0; length--) {
    const node = parsed.document?.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return parsed.lines.linePos(node.range[0]).line + 1
  }
  return parsed.document === undefined ? 1 : 2
}

/** The values as plain data. An alias that would unfold to many times its size is refused. */
const dataOf = (document: Document.Parsed | undefined): Read<unknown> => {
  if (document === undefined || document.contents === null) return { ok: true, value: {} }
  if (!isMap(document.contents)) return noFields
  try {
    const data: unknown = document.toJS()
    return { ok: true, value: data }
  } catch {
    return { ok: false, problem: 'Line 2: the front matter repeats itself by aliases too often.' }
  }
}

/** Reads the front matter by a schema, and the body as it stands. A file without front matter is read as one whose is empty. */
export const readFrontMatter = <Data>(text: string, schema: z.ZodType<Data>): Read<FrontMatter<Data>> => {
  const parsed = parse(text)
  if (!parsed.ok) return parsed
  const data = dataOf(parsed.value.document)
  if (!data.ok) return data
  const result = schema.safeParse(data.value)
  if (result.success) return { ok: true, value: { data: result.data, body: parsed.value.body } }
  const issue = firstIssue(result.error, data.value)
  return { ok: false, problem: problemAt(lineOf(parsed.value, issue.path), issue) }
}

const needsQuotes = (value: unknown): boolean => typeof value === 'string' && /^\s|\s$|\s\n|\n\s/.test(value)

/** A block scalar would lose white space at the edges of its lines: such a text goes between quotes. */
const quoted = (document: Document, value: unknown): Node => {
  const node = document.createNode(value)
  visit(node, {
    Scalar(_, scalar) {
      if (needsQuotes(scalar.value)) scalar.type = 'QUOTE_DOUBLE'
    },
  })
  return node
}

/**
 * Sets fields of a file's front matter and leaves all else as it is: other fields, their order, comments, the body. `undefined`
 * removes a field. A file without front matter gets one, with `comment` at its top.
 */
export const writeFrontMatter = (text: string, fields: Readonly<Record<string, unknown>>, comment?: string): Read<string> => {
  const parsed = parse(text)
  if (!parsed.ok) return parsed
  const { document: existing, body, lineEnd } = parsed.value
  const document = existing ?? new Document({})
  if (document.contents !== null && !isMap(document.contents)) return noFields
  if (existing === undefined && comment !== undefined) document.commentBefore = ` ${comment.replace(/\s+/g, ' ')}`
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined && document.has(key)) document.delete(key)
    // A plain value that is set in place keeps the comment beside it.
    else if (value !== undefined) document.set(key, typeof value === 'object' || needsQuotes(value) ? quoted(document, value) : value)
  }
  // A quoted text on several lines could have a line that reads as the closing one.
  const layout = { lineWidth: 0, doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER }
  const yaml = document.toString(layout).replace(/\r?\n/g, lineEnd)
  const between = existing === undefined && body !== '' ? lineEnd : ''
  return { ok: true, value: `---${lineEnd}${yaml}---${lineEnd}${between}${body}` }
}
