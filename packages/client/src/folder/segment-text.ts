import type { JsonPath } from '@coldopen/core/protocol'
import { segmentId, type DialogueLine, type Segment } from '@coldopen/script'

/** A segment of which nothing has arrived. */
export const emptySegment = (number: number): Segment => ({
  segment_id: segmentId(number),
  segment_number: number,
  title: '',
  setting: '',
  action: '',
})

const lineAt = (segment: Segment, at: string | number | undefined): DialogueLine | undefined => {
  const dialogue = (segment.dialogue ??= [])
  // A speech comes after those before it: any other place would leave holes.
  if (at === dialogue.length) dialogue.push({ character_id: '', delivery: '', line: '' })
  return typeof at === 'number' ? dialogue[at] : undefined
}

/** Adds text to the field that the path names. Text for a field that a segment does not have is left out. */
export const addToSegment = (segment: Segment, path: JsonPath, text: string): void => {
  const [field, at, part] = path
  if (field === 'title' || field === 'setting' || field === 'action') segment[field] += text
  else if (field === 'narration') segment.narration = (segment.narration ?? '') + text
  else if (field === 'dialogue' && (part === 'character_id' || part === 'delivery' || part === 'line')) {
    const line = lineAt(segment, at)
    if (line) line[part] += text
  }
}

/** A segment as its checkpoint will have it: no white space around a field. */
export const trimmedSegment = (segment: Segment): Segment => ({
  ...segment,
  title: segment.title.trim(),
  setting: segment.setting.trim(),
  action: segment.action.trim(),
  ...(segment.narration !== undefined && { narration: segment.narration.trim() }),
  ...(segment.dialogue && {
    dialogue: segment.dialogue.map(said => ({ character_id: said.character_id, delivery: said.delivery.trim(), line: said.line.trim() })),
  }),
})
