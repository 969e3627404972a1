import type { Say } from '@coldopen/client'
import { checkScript, cueKey, cuesOf, inlineMarkdown, readMarkdown, type Bible, type Finding, type MarkdownSegment, type Roster } from '@coldopen/script'
import { plainMarkdown } from './plain-places.ts'
import { problemText } from './problem-text.ts'
import { scanScript, type ScannedSegment } from './scan-script.ts'

/** What takes the place of a problem's text, and what the writer is told of it. */
export type Remedy = { readonly name: string; readonly text: string }

/** Something that a script does not keep to, where it stands in the Markdown. */
export type Problem = {
  readonly start: number
  readonly end: number
  readonly kind: string
  readonly message: string
  readonly remedies: readonly Remedy[]
}

/** More names than this are no help to choose from. */
const mostRemedies = 8

/** Reads the segments of a script, each block once for every text that it has had. */
const createBlockReader = () => {
  let known = new Map<string, MarkdownSegment | undefined>()
  return (text: string, segments: readonly ScannedSegment[], roster: Roster): (MarkdownSegment | undefined)[] => {
    const cues = JSON.stringify([...cuesOf(roster)])
    const next = new Map<string, MarkdownSegment | undefined>()
    const read = segments.map(segment => {
      const block = text.slice(segment.top, segment.end)
      const key = `${cues}${block}`
      const found = known.has(key) ? known.get(key) : readMarkdown(block, roster).segments[0]
      next.set(key, found)
      return found
    })
    known = next
    return read
  }
}

/** Where a word stands in a block, behind those places of it that were found before. */
const placeOfWord = (text: string, segment: ScannedSegment, word: string, taken: Set<number>): { start: number; end: number } | undefined => {
  const plain = plainMarkdown(text.slice(segment.start, segment.end))
  for (let at = plain.text.indexOf(word); at >= 0; at = plain.text.indexOf(word, at + 1)) {
    const start = segment.start + plain.at(at)
    const isWhole = !/[\p{L}\p{M}]/u.test(plain.text.charAt(at - 1) + plain.text.charAt(at + word.length))
    if (isWhole && !taken.has(start)) {
      taken.add(start)
      return { start, end: segment.start + plain.at(at + word.length - 1) + 1 }
    }
  }
  return undefined
}

const isUpper = (text: string): boolean => text === text.toUpperCase()

/** The cues that a speaker who is unknown may be: those whose names are like it, or else all of a roster that is not long. */
const speakerRemedies = (finding: Finding, roster: Roster): Remedy[] => {
  const cues = cuesOf(roster)
  const like = roster.filter(({ name }) => finding.suggestion !== undefined && name.split(/\s+/).includes(finding.suggestion))
  const offered = like.length > 0 ? like : roster.length <= mostRemedies ? roster : []
  return offered.map(({ id, name }) => ({ name, text: inlineMarkdown(isUpper(finding.quote ?? '') ? (cues.get(id) ?? name) : name) }))
}

const remediesFor = (finding: Finding, roster: Roster): Remedy[] => {
  if (finding.kind === 'speaker') return speakerRemedies(finding, roster)
  if (finding.suggestion === undefined) return []
  const text = isUpper(finding.quote ?? '') ? finding.suggestion.toUpperCase() : finding.suggestion
  return [{ name: finding.suggestion, text: inlineMarkdown(text) }]
}

const placeOf = (text: string, segment: ScannedSegment, finding: Finding, taken: Set<number>): { start: number; end: number } => {
  const speech = /^dialogue\.(\d+)\./.exec(finding.field ?? '')?.[1]
  const said = speech === undefined ? undefined : segment.speeches[Number(speech)]
  if (finding.kind === 'speaker' && said && finding.quote !== undefined && cueKey(plainMarkdown(said.cue.replace(/:$/, '')).text) === cueKey(finding.quote)) {
    return { start: said.start, end: said.end - (said.cue.endsWith(':') ? 1 : 0) }
  }
  if (said && finding.kind === 'empty') return { start: said.start, end: said.end }
  return (finding.quote === undefined ? undefined : placeOfWord(text, segment, finding.quote, taken)) ?? segment.heading
}

/**
 * What is wrong with a script's Markdown as it stands: who speaks and is not in the roster, names that have drifted, what has
 * no text, numbers that are out of order. Segments that are not written yet are no problem of the text. `say` says it.
 */
export const createProblems = (say: Say): ((text: string, bible: Bible) => Problem[]) => {
  const readBlocks = createBlockReader()
  return (text, bible) => {
    const { characters_roster: roster } = bible
    const scan = scanScript(text)
    const blocks = readBlocks(text, scan.segments, roster)
    const written = scan.segments.flatMap((scanned, at) => {
      const segment = blocks[at]
      return segment ? [{ scanned, segment }] : []
    })
    const taken = new Set<number>()
    const numbers = written.map(({ segment }) => segment.segment_number)
    return checkScript({ bible, segments: written.map(({ segment }) => segment) }).flatMap(finding => {
      const scanned = finding.at === undefined ? undefined : written[finding.at]?.scanned
      if (!scanned) return []
      return [{ ...placeOf(text, scanned, finding, taken), kind: finding.kind, message: problemText(finding, { bible, numbers }, say), remedies: remediesFor(finding, roster) }]
    })
  }
}
