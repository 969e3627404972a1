/** Levels of nesting, and parts of one list or object, at most. An input that was not made to harm stays far below. */
const deepest = 64
const mostObjects = 1000
const mostParts = 50_000
/** Signs written as escapes, which take longest to write again. */
const mostEscapes = 80_000

const byteOf = (sign: string): number => sign.charCodeAt(0)
const [quote, backslash, comma, openList, openObject, closeList, closeObject] = ['"', '\\', ',', '[', '{', ']', '}'].map(byteOf)

/**
 * What makes a JSON text too intricate to be parsed and checked at once; undefined when nothing does. A text of a megabyte
 * may hold half a million lists inside each other, or a third of a million objects of which each has its errors. Looks at
 * bytes once, and leaves all else that may be wrong with them to the parser.
 */
export const tooIntricate = (json: Uint8Array): string | undefined => {
  const parts = new Uint32Array(deepest + 2)
  const objects = new Uint32Array(deepest + 2)
  const lists = new Uint8Array(deepest + 2)
  let depth = 0
  let inText = false
  let escapes = 0
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]
    if (inText) {
      if (byte === backslash) {
        at++
        if (++escapes > mostEscapes) return `The input has more than ${mostEscapes.toLocaleString('en')} escapes: send its signs as they are.`
      } else if (byte === quote) inText = false
    } else if (byte === quote) inText = true
    else if (byte === comma) {
      const count = (parts[depth] ?? 0) + 1
      parts[depth] = count
      if (count >= mostParts) return `A list or an object of the input has more than ${mostParts.toLocaleString('en')} parts.`
    } else if (byte === openList || byte === openObject) {
      if (byte === openObject && lists[depth] === 1) {
        const count = (objects[depth] ?? 0) + 1
        objects[depth] = count
        if (count > mostObjects) return `A list of the input has more than ${mostObjects.toLocaleString('en')} objects.`
      }
      depth++
      if (depth > deepest) return `The input is nested more than ${deepest} levels deep.`
      parts[depth] = 0
      objects[depth] = 0
      lists[depth] = byte === openList ? 1 : 0
    } else if (byte === closeList || byte === closeObject) depth = Math.max(0, depth - 1)
  }
  return undefined
}
