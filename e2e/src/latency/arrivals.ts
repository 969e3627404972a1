import type { Stamp } from '@coldopen/fake-openai'

export type TextChange = { readonly rangeOffset: number; readonly rangeLength: number; readonly text: string }

/** Changes that a document told of, and when, in milliseconds since 1970. */
export type Heard = { readonly at: number; readonly changes: readonly TextChange[] }

/** For every character of a document when it came there; 0 for what stood in it before. */
export function arrivals(length: number, heard: readonly Heard[]): number[] {
  let times = Array<number>(length).fill(0)
  for (const { at, changes } of heard) {
    // As they were made: offsets are those of the document before all of them.
    for (const { rangeOffset, rangeLength, text } of changes.toSorted((one, other) => other.rangeOffset - one.rangeOffset)) {
      times = [...times.slice(0, rangeOffset), ...Array<number>(text.length).fill(at), ...times.slice(rangeOffset + rangeLength)]
    }
  }
  return times
}

/** A model's answer, and how many characters of it were sent by when, in milliseconds since 1970; those sent before `since` do not count. */
export type Sent = { readonly answer: string; readonly stamps: readonly Stamp[]; readonly since: number }

/**
 * How long the characters of an answer took into a document, in milliseconds: of every text of its JSON that stands in the
 * document once and word for word.
 */
export function delays(sent: Sent, document: { readonly text: string; readonly times: readonly number[] }): number[] {
  const found: number[] = []
  let stamp = 0
  for (const match of sent.answer.matchAll(/"([^"\\]{20,})"/g)) {
    const [, text = ''] = match
    const there = document.text.indexOf(text)
    if (there < 0 || document.text.includes(text, there + 1)) continue
    for (let index = 0; index < text.length; index++) {
      const position = match.index + 1 + index
      while ((sent.stamps[stamp]?.characters ?? Infinity) <= position) stamp++
      const at = sent.stamps[stamp]?.at
      const arrived = document.times[there + index] ?? 0
      if (at !== undefined && at >= sent.since && arrived > 0) found.push(arrived - at)
    }
  }
  return found
}

/** The value that so large a share of the values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN
}
