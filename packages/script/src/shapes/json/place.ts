import type { FieldPath } from '../live-edit.ts'

/** Offsets in a JSON text: where it stops being JSON, and where the value begins that stands at a path, or nearest above it. */
export type Place = { readonly broken: number | undefined; readonly value: number }

class Broken extends Error {
  readonly at: number

  constructor(at: number) {
    super(`no JSON from ${at} on`)
    this.at = at
  }
}

const space = /[ \t\n\r]*/y
const bare = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
// JSON allows no raw control character in a string: the rule's warning is the meaning here.
// oxlint-disable-next-line no-control-regex
const characters = /[^"\\\0-\x1F]*/y
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
/** Deeper than any script goes; a text that goes deeper is called broken there. */
const maxDepth = 500

/**
 * Finds a place in a JSON text that could not be used, so that a sentence can name the line. It takes for JSON what JSON.parse
 * takes.
 */
export const placeIn = (text: string, path: FieldPath): Place => {
  let place = 0

  const after = (pattern: RegExp, at: number): number => {
    pattern.lastIndex = at
    if (!pattern.test(text)) throw new Broken(at)
    return pattern.lastIndex
  }
  const skip = (at: number): number => after(space, at)

  const string = (at: number): number => {
    if (text.charAt(at) !== '"') throw new Broken(at)
    let next = after(characters, at + 1)
    while (text.charAt(next) !== '"') next = after(characters, after(escaped, next))
    return next + 1
  }

  const list = (at: number, close: string, item: (at: number, position: number) => number): number => {
    let next = skip(at + 1)
    if (text.charAt(next) === close) return next + 1
    for (let position = 0; ; position++) {
      next = skip(item(next, position))
      if (text.charAt(next) === close) return next + 1
      if (text.charAt(next) !== ',') throw new Broken(next)
      next = skip(next + 1)
    }
  }

  /** `way` is what is left of the path, while the path leads through this value. */
  const value = (at: number, way: FieldPath | undefined, depth: number): number => {
    if (way !== undefined) place = at
    if (depth > maxDepth) throw new Broken(at)
    const within = (start: number, key: string | number): number =>
      value(start, way?.[0] === key ? way.slice(1) : undefined, depth + 1)
    const member = (start: number): number => {
      const end = string(start)
      const colon = skip(end)
      if (text.charAt(colon) !== ':') throw new Broken(colon)
      return within(skip(colon + 1), String(JSON.parse(text.slice(start, end))))
    }
    const first = text.charAt(at)
    if (first === '{') return list(at, '}', member)
    if (first === '[') return list(at, ']', within)
    return first === '"' ? string(at) : after(bare, at)
  }

  try {
    const end = skip(value(skip(0), path, 0))
    return { broken: end === text.length ? undefined : end, value: place }
  } catch (error) {
    if (error instanceof Broken) return { broken: error.at, value: place }
    throw error
  }
}
