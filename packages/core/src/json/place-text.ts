import type { JsonPath } from '../events.ts'

/** A document that grows from (path, text): objects have no prototype, so no key means more than itself. */
export type Growing = { [key: string]: unknown }

export const growing = (): Growing => Object.create(null)

/** A list is a node as well: its positions are keys. */
const growingList = (): Growing => Object.assign([])

const isNode = (value: unknown): value is Growing => typeof value === 'object' && value !== null

/** Appends text to the string at a path of keys and positions, making the objects and arrays on the way. */
export const placeText = (root: Growing, path: JsonPath, text: string): void => {
  let node = root
  for (const [at, step] of path.slice(0, -1).entries()) {
    const known = Object.hasOwn(node, step) ? node[step] : undefined
    const next = isNode(known) ? known : typeof path[at + 1] === 'number' ? growingList() : growing()
    if (next !== known) node[step] = next
    node = next
  }
  const key = path.at(-1)
  if (key === undefined) return
  const before = Object.hasOwn(node, key) ? node[key] : ''
  node[key] = (typeof before === 'string' ? before : '') + text
}
