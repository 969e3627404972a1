import type { Segment } from '@coldopen/script'
import { elementOf, segmentChange } from './set-element.ts'
import type { TextChange } from './text-change.ts'

type Change = Omit<TextChange, 'file'>

/**
 * Another file that says what a piece of the Markdown says: it goes with the piece, when that becomes another text and when
 * that is undone. Each answers the change of the file's text, or undefined where the file says something else by now.
 */
export type Companion = { readonly forward: (text: string) => Change | undefined; readonly back: (text: string) => Change | undefined }

/** A set file, whose element goes with the segment. `was` is the file's text before. */
export const setCompanion = (was: string, segment: Segment): Companion | undefined => {
  const before = elementOf(was, segment.segment_id)
  const change = segmentChange(was, segment)
  if (!before || !change || change.text === before.text) return undefined
  const swap = (from: string, to: string) => (text: string): Change | undefined => {
    const now = elementOf(text, segment.segment_id)
    return now?.text === from ? { start: now.start, end: now.end, text: to } : undefined
  }
  return { forward: swap(before.text, change.text), back: swap(change.text, before.text) }
}

/** The one place where a text stands in another, whatever ends the lines. */
const onlyPlace = (text: string, part: string): { start: number; end: number } | undefined => {
  if (part === '') return undefined
  const start = text.indexOf(part)
  return start < 0 || text.indexOf(part, start + 1) >= 0 ? undefined : { start, end: start + part.length }
}

/** Further Markdown that repeats a chunk's text; both texts end their lines with `\n`. */
export const copyCompanion = (old: string, fresh: string): Companion => {
  const swap = (from: string, to: string) => (text: string): Change | undefined => {
    const asHere = (one: string): string => (text.includes('\r\n') ? one.replaceAll('\n', '\r\n') : one)
    const place = onlyPlace(text, asHere(from))
    return place && { ...place, text: asHere(to) }
  }
  return { forward: swap(old, fresh), back: swap(fresh, old) }
}
