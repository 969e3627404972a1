import type { Segment } from '@coldopen/script'
import { z } from 'zod'
import type { TextChange } from './text-change.ts'

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]]/g

type Element = { readonly start: number; readonly end: number }

/** Where the elements of `story_set` stand in the text of a set file. */
const elementsOf = (json: string): Element[] => {
  const elements: Element[] = []
  let depth = 0
  let key = ''
  let inside = false
  let start = 0
  for (const { 0: token, index } of json.matchAll(tokens)) {
    if (token === '{' || token === '[') {
      depth++
      if (depth === 2) inside = token === '[' && key === '"story_set"'
      if (depth === 3 && inside) start = index
    } else if (token === '}' || token === ']') {
      if (depth === 3 && inside) elements.push({ start, end: index + 1 })
      depth--
    } else if (depth === 1) key = token
  }
  return elements
}

const rawSegment = z.looseObject({ segment_id: z.string() })

const rawAt = (json: string, { start, end }: Element): z.infer<typeof rawSegment> | undefined => {
  try {
    return rawSegment.safeParse(JSON.parse(json.slice(start, end))).data
  } catch {
    return undefined
  }
}

/** The text of a segment's element in a set file; undefined where there is none that can be read. */
export const elementOf = (json: string, id: string): (Omit<TextChange, 'file'> & { readonly segment: z.infer<typeof rawSegment> }) | undefined => {
  if (!json.includes(JSON.stringify(id))) return undefined
  for (const element of elementsOf(json)) {
    const segment = rawAt(json, element)
    if (segment?.segment_id === id) return { start: element.start, end: element.end, text: json.slice(element.start, element.end), segment }
  }
  return undefined
}

const indentOf = (json: string): string => /^\s*\{\r?\n([ \t]+)"/.exec(json)?.[1] ?? '  '

/**
 * What gives a segment of a set file other text: its fields are replaced, those that the writer has added stay, and so does
 * everything around it. Undefined where the file has no such segment.
 */
export const segmentChange = (json: string, segment: Segment): Omit<TextChange, 'file'> | undefined => {
  const found = elementOf(json, segment.segment_id)
  if (!found) return undefined
  const { title, setting, action, narration, dialogue } = segment
  const { narration: _n, dialogue: _d, ...rest } = found.segment
  const fields = { ...rest, title, setting, action, ...(narration !== undefined && { narration }), ...(dialogue && { dialogue }) }
  const lineStart = json.lastIndexOf('\n', found.start - 1) + 1
  const indent = /^[ \t]*/.exec(json.slice(lineStart, found.start))?.[0] ?? ''
  const isOneLine = !found.text.includes('\n')
  const text = isOneLine ? JSON.stringify(fields) : JSON.stringify(fields, null, indentOf(json)).replaceAll('\n', `${json.includes('\r\n') ? '\r\n' : '\n'}${indent}`)
  return { start: found.start, end: found.end, text }
}
