import type { Random } from '../words/random.ts'
import type { Json } from './from-schema.ts'

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** A JSON string; now and then with everything beyond ASCII as \u escapes and slashes escaped, as some models write. */
function encodeText(text: string, random: Random): string {
  const encoded = JSON.stringify(text)
  if (random() > 0.15) return encoded
  return encoded.replaceAll('/', '\\/').replaceAll(/[\u0080-\uffff]/g, escaped)
}

/** JSON text of a value: on one line, or indented by two spaces. */
export function encodeJson(value: Json, layout: 'compact' | 'pretty', random: Random): string {
  const pretty = layout === 'pretty'
  const write = (item: Json, indent: string): string => {
    if (typeof item === 'string') return encodeText(item, random)
    if (typeof item !== 'object' || item === null) return JSON.stringify(item)
    const inner = `${indent}  `
    const [open, close] = Array.isArray(item) ? ['[', ']'] : ['{', '}']
    const parts = Array.isArray(item)
      ? item.map((element) => write(element, inner))
      : Object.entries(item).map(([key, element]) => `${JSON.stringify(key)}:${pretty ? ' ' : ''}${write(element, inner)}`)
    if (parts.length === 0) return `${open}${close}`
    return pretty ? `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}` : `${open}${parts.join(',')}${close}`
  }
  return write(value, '')
}
