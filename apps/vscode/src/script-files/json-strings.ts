import type { FieldPath } from '@coldopen/script'

/** A string in a JSON text: its path, its value, and where it stands between its quotes. */
export type JsonString = { readonly path: FieldPath; readonly value: string; readonly start: number; readonly end: number }

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g

type Level = { readonly isList: boolean; key: string | number; isKey: boolean }

/** Every string value of a JSON text that `JSON.parse` takes, in the order in which they stand. */
export function* stringsIn(json: string): Generator<JsonString> {
  const levels: Level[] = []
  for (const { 0: token, index } of json.matchAll(tokens)) {
    const level = levels.at(-1)
    if (token === '{' || token === '[') levels.push({ isList: token === '[', key: token === '[' ? 0 : '', isKey: token === '{' })
    else if (token === '}' || token === ']') levels.pop()
    else if (token === ',' && level) {
      if (typeof level.key === 'number') level.key++
      level.isKey = !level.isList
    } else if (token.startsWith('"')) {
      const value = String(JSON.parse(token))
      if (level?.isKey) Object.assign(level, { key: value, isKey: false })
      else yield { path: levels.map(at => at.key), value, start: index + 1, end: index + token.length - 1 }
    }
  }
}

/** Where each character of a string's value stands in its JSON; one place more for its end. Undefined when nothing is escaped. */
export const placesIn = (raw: string): readonly number[] | undefined => {
  if (!raw.includes('\\')) return undefined
  const places: number[] = []
  for (const { index } of raw.matchAll(/\\u[0-9a-fA-F]{4}|\\.|[^\\]/gs)) places.push(index)
  return [...places, raw.length]
}
