import { readMarkdown } from '@coldopen/script'

/** Where a speech stands: its cue as the Markdown has it, between the stars, and where what is said ends. */
export type ScannedSpeech = { readonly cue: string; readonly start: number; readonly end: number; readonly until: number }

/**
 * A segment as it stands in a script's Markdown, by offsets. Its block begins at the empty line before its anchor and ends
 * where the next one, or an act, begins. `title` is Markdown.
 */
export type ScannedSegment = {
  readonly id?: string
  readonly number?: number
  readonly title: string
  readonly start: number
  end: number
  /** Where the anchor or, without one, the heading begins. */
  readonly top: number
  /** The heading's line; empty where there is none. */
  readonly heading: { readonly start: number; readonly end: number }
  /** Where the digits of the heading's number are. */
  readonly numberAt?: { readonly start: number; readonly end: number }
  readonly speeches: ScannedSpeech[]
}

/** A heading of the first level that is not the script's title. */
export type ScannedAct = { readonly title: string; readonly start: number; readonly top: number }

export type ScannedScript = { readonly segments: readonly ScannedSegment[]; readonly acts: readonly ScannedAct[] }

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] }

// A line that means something: an anchor, a heading of the first or second level, or a paragraph's first line that begins in bold.
const telling = /^<!--[ \t]*(seg_\w+)[ \t]*-->[ \t]*$|^(#{1,2})[ \t]+(.*)$|^\*\*((?:\\.|[^*\\\r\n])+)\*\*/gm
const numbered = /^(\d{1,6})\.(?:\s|$)/

const emptyLineBefore = (text: string, at: number): number => /(?:^|\n)(\r?\n)$/.exec(text.slice(Math.max(0, at - 3), at))?.[1]?.length ?? 0
const beginsParagraph = (text: string, at: number): boolean => at === 0 || emptyLineBefore(text, at) > 0

/** Whether nothing but empty lines stands between two places. */
const isEmptyBetween = (text: string, from: number, to: number): boolean => text.slice(from, to).trim() === ''

const endOfParagraph = (text: string, from: number): number => {
  const blank = /\r?\n[ \t]*\r?\n/g
  blank.lastIndex = from
  return blank.exec(text)?.index ?? text.length
}

/**
 * Finds the segments of a script without reading their Markdown: one look at each line, for views that follow every
 * keystroke. What `readMarkdown` takes for a segment of ours is one here.
 */
export const scanScript = (text: string): ScannedScript => {
  const segments: Mutable<ScannedSegment>[] = []
  const acts: ScannedAct[] = []
  let open: Mutable<ScannedSegment> | undefined
  /** An anchor's segment that still waits for its heading. */
  let waiting: Mutable<ScannedSegment> | undefined
  let titled = false

  const close = (at: number): void => {
    if (open) open.end = at
    open = undefined
  }
  const begin = (top: number, id: string | undefined): Mutable<ScannedSegment> => {
    const start = top - emptyLineBefore(text, top)
    close(start)
    const none = { start: top, end: top }
    open = { ...(id !== undefined && { id }), title: '', start, end: text.length, top, heading: none, speeches: [] }
    segments.push(open)
    return open
  }
  const setHeading = (segment: Mutable<ScannedSegment>, found: { at: number; line: string; headline: string }): void => {
    const { at, line, headline } = found
    const number = numbered.exec(headline)
    segment.heading = { start: at, end: at + line.length }
    segment.title = headline.slice(number?.[0].length ?? 0).replace(/^[ \t]+|[ \t]+$/g, '')
    if (number?.[1] === undefined) return
    const digits = at + line.length - headline.length
    segment.number = Number(number[1])
    segment.numberAt = { start: digits, end: digits + number[1].length }
  }

  for (const found of text.matchAll(telling)) {
    const [line, anchor, level, headline = '', cue] = found
    const at = found.index
    if (anchor !== undefined) waiting = begin(at, anchor)
    else if (cue !== undefined) {
      waiting = undefined
      if (!open || !beginsParagraph(text, at)) continue
      const after = at + line.length
      open.speeches.push({ cue, start: at + 2, end: after - 2, until: endOfParagraph(text, after) })
    } else if (waiting && isEmptyBetween(text, text.indexOf('-->', waiting.top) + 3, at)) {
      setHeading(waiting, { at, line, headline })
      waiting = undefined
      titled = true
    } else if (level === '##' && numbered.test(headline)) {
      setHeading(begin(at, undefined), { at, line, headline })
      waiting = undefined
      titled = true
    } else if (level === '#') {
      const start = at - emptyLineBefore(text, at)
      if (titled) {
        acts.push({ title: headline.trim(), start, top: at })
        close(start)
      }
      titled = true
      waiting = undefined
    }
  }
  return { segments, acts }
}

/** The plain text of a heading's title. */
export const plainTitle = (markdown: string): string => readMarkdown(`## 1. ${markdown}\n`).segments[0]?.title ?? markdown
