import { z } from 'zod'
import { samePath, type FieldPath, type LiveEdit, type LiveWriter } from '../live-edit.ts'
import { emptyOf, schemaAt, fieldsInOrder } from './schema-walk.ts'

type Key = string | number

/**
 * An object or array that the caret is in, between two items. `passed` items stand before the caret; `ahead` are those after
 * it, and then comes the closing bracket.
 */
type Frame = {
  readonly key: Key
  readonly kind: 'object' | 'array'
  readonly depth: number
  passed: number
  readonly ahead: [Key, unknown][]
}

export type JsonWriterOptions = {
  readonly schema: z.ZodObject
  /** The document as it is before anything is written, as far as it is known: texts of it that are empty may be written. */
  readonly document: object
}

/** `place` puts a whole value where the document has none yet; the caret stays before it. */
export type JsonWriter = LiveWriter & { place(path: FieldPath, value: unknown): readonly LiveEdit[] }

const indent = (depth: number): string => `\n${'  '.repeat(depth)}`
const jsonAt = (value: unknown, depth: number): string => JSON.stringify(value, null, 2).replaceAll('\n', indent(depth))

const createFrame = (key: Key, value: object, depth: number): Frame =>
  Array.isArray(value)
    ? { key, kind: 'array', depth, passed: 0, ahead: value.map((item, position) => [position, item]) }
    : { key, kind: 'object', depth, passed: 0, ahead: Object.entries(value) }

const nameOf = (frame: Frame, key: Key): string => (frame.kind === 'object' ? `${JSON.stringify(String(key))}: ` : '')
const itemText = (frame: Frame, key: Key, value: unknown): string =>
  indent(frame.depth) + nameOf(frame, key) + jsonAt(value, frame.depth)

const inQuotes = (text: string): string => JSON.stringify(text).slice(1, -1)

/**
 * Writes a JSON document while it arrives, laid out as `JSON.stringify(value, null, 2)` lays it out, with a line end. After
 * every edit the text is a whole JSON document: a value is inserted complete, and its text then grows inside the quotes, never
 * by half an escape or half a surrogate pair. The caret only moves forward: text for a field that was left is written as that
 * field once more, and of two with one name JSON reads the last. What the schema does not have is left out.
 */
export const createJsonWriter = (options: JsonWriterOptions): JsonWriter => {
  const { schema } = options
  const document = fieldsInOrder(schema, options.document)
  const root = createFrame('', document, 1)
  const frames: Frame[] = [root]
  let path: FieldPath = []
  let inText = false
  let edits: LiveEdit[] = []
  /** Characters between the caret as the edits left it and the place where it belongs. */
  let over = 0
  let high = ''

  const top = (): Frame => frames.at(-1) ?? root

  const insert = (text: string, caret: number): void => {
    edits.push({ over, insert: text, caret })
    over = 0
  }

  const taken = (): readonly LiveEdit[] => {
    const all = edits
    edits = []
    return all
  }

  /** Moves over the items ahead, up to the one with this key. */
  const pass = (frame: Frame, until?: Key): void => {
    const found = frame.ahead.findIndex(([key]) => key === until)
    for (const [key, value] of frame.ahead.splice(0, found === -1 ? frame.ahead.length : found)) {
      over += (frame.passed > 0 ? 1 : 0) + itemText(frame, key, value).length
      frame.passed++
    }
  }

  const leaveText = (): void => {
    if (high !== '') insert(inQuotes(high), inQuotes(high).length)
    high = ''
    if (inText) over++
    inText = false
  }

  const leave = (frame: Frame): void => {
    pass(frame)
    over += frame.passed > 0 ? indent(frame.depth - 1).length + 1 : 1
  }

  const add = (frame: Frame, key: Key, value: unknown): void => {
    if (frame.kind === 'array') pass(frame)
    const item = itemText(frame, key, value)
    if (frame.passed > 0) insert(`,${item}`, 0)
    else insert(item + (frame.ahead.length > 0 ? ',' : indent(frame.depth - 1)), 0)
    frame.ahead.unshift([key, value])
  }

  const enter = (frame: Frame): void => {
    const [key, value] = frame.ahead.shift() ?? ['', null]
    over += (frame.passed > 0 ? 1 : 0) + indent(frame.depth).length + nameOf(frame, key).length
    frame.passed++
    if (typeof value === 'string') {
      over += 1 + inQuotes(value).length
      inText = true
    } else if (typeof value === 'object' && value !== null) {
      over++
      frames.push(createFrame(key, value, frame.depth + 1))
    } else over += jsonAt(value, 0).length
  }

  /** Leads the caret to the object or array at a path, and makes it where it is missing; false when it cannot be there. */
  const descend = (to: FieldPath): boolean => {
    leaveText()
    let kept = 0
    while (kept < to.length && frames[kept + 1]?.key === to[kept]) kept++
    for (const frame of frames.splice(kept + 1).toReversed()) leave(frame)
    for (const [position, key] of to.entries()) if (position >= kept && !step(to.slice(0, position + 1), key)) return false
    return frames.length === to.length + 1
  }

  const step = (to: FieldPath, key: Key): boolean => {
    const place = schemaAt(schema, to)
    if (place === undefined) return false
    const frame = top()
    if (frame.ahead.some(([ahead]) => ahead === key)) pass(frame, key)
    else add(frame, key, emptyOf(place))
    enter(frame)
    return true
  }

  const write = (text: string): void => {
    const whole = high + text
    high = /[\uD800-\uDBFF]$/.exec(whole)?.[0] ?? ''
    const quoted = inQuotes(high === '' ? whole : whole.slice(0, -1))
    if (quoted !== '') insert(quoted, quoted.length)
  }

  return {
    start() {
      insert(`${jsonAt(document, 0)}\n`, 0)
      over = 1
      return taken()
    },
    place(to, value) {
      const key = to.at(-1)
      path = []
      if (key !== undefined && schemaAt(schema, to) !== undefined && descend(to.slice(0, -1))) add(top(), key, value)
      return taken()
    },
    delta(to, text) {
      if (!samePath(to, path)) {
        path = to
        const key = to.at(-1)
        if (key !== undefined && schemaAt(schema, to) instanceof z.ZodString && descend(to.slice(0, -1))) step(to, key)
        else leaveText()
      }
      if (inText) write(text)
      return taken()
    },
    end() {
      leaveText()
      for (const frame of frames.splice(1).toReversed()) leave(frame)
      leave(root)
      over++
      insert('', 0)
      return taken()
    },
  }
}
