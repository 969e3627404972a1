import type { RunEvent } from '@coldopen/client'
import { chunkMarkdown, createChunkWriter, createMarkdownWriter, segmentMarkdown, type Chunk, type LiveEdit, type LiveWriter, type Roster, type Segment } from '@coldopen/script'

/** What a terminal shows of a plan's field when its text begins. */
const labelOf = (path: readonly (string | number)[]): string => {
  const [field, at] = path
  if (field === 'story_outline' && typeof at === 'number') return `\n${at + 1}. `
  if (field === 'characters_roster') return path.at(-1) === 'name' ? '\n\n' : ' · '
  if (field === 'hashtags') return at === 0 ? '\n\n' : ' '
  return field === 'title' ? '# ' : '\n\n'
}

/** Markdown is only ever added to: what edits insert is what they say. */
const textOf = (edits: readonly LiveEdit[] | undefined): string => (edits ?? []).map(edit => edit.insert).join('')

/** The anchors that files need say nothing to a reader of a terminal. */
const withoutAnchor = (markdown: string): string => markdown.replace(/^<!-- \w+ -->\n/m, '')

/**
 * Turns events into the text a reader sees, in the order of the script: of several sets that are drafted at once, the one in
 * front is shown as it comes, and the others when their turn has come.
 */
export const createScriptText = (): ((event: RunEvent) => string) => {
  let roster: Roster = []
  let planPath = ''
  const writers = new Map<number, LiveWriter>()
  /** What has been said of segments and chunks that have begun, and the text of each chunk as it came. */
  const said = new Map<number, string>()
  const raw = new Map<number, string>()
  const waiting = new Map<number, string>()

  /** Text of a part: at once if it is in front, later if not. */
  const of = (part: number, text: string): string => {
    const before = waiting.get(part) ?? ''
    const [front = part] = waiting.keys()
    waiting.set(part, front === part ? '' : before + text)
    return front === part ? before + text : ''
  }
  const ended = (part: number): string => {
    const rest = waiting.get(part) ?? ''
    const [front] = waiting.keys()
    if (front !== part) {
      waiting.delete(part)
      return rest
    }
    waiting.delete(part)
    const [next] = waiting.keys()
    return rest + (next === undefined ? '' : of(next, ''))
  }

  /** Text of a segment, which is remembered until its part has ended. */
  const ofSegment = (part: number, segment: number, text: string): string => {
    said.set(segment, (said.get(segment) ?? '') + text)
    return of(part, text)
  }
  /** What is still to be said of a segment or a chunk that is whole: a client that comes late is not told its pieces. */
  const restOf = (number: number, whole: string): string => {
    const before = said.get(number) ?? ''
    said.delete(number)
    raw.delete(number)
    writers.delete(number)
    if (whole.startsWith(before)) return whole.slice(before.length)
    return before.trimEnd() === whole.trimEnd() ? '' : `\n\n${whole}`
  }
  const restOfSegment = (segment: Segment): string => restOf(segment.segment_number, withoutAnchor(segmentMarkdown(segment, roster)))
  const restOfChunk = (chunk: Chunk): string => restOf(chunk.chunk_number, `\n${chunkMarkdown(chunk.text)}`)

  const beginChunk = (part: number, kept: string): LiveWriter => {
    const writer = createChunkWriter('\n')
    writers.set(part, writer)
    raw.set(part, kept)
    said.set(part, kept === '' ? '' : textOf([...writer.start(), ...writer.delta([], kept)]))
    return writer
  }
  /** A chunk that was cut off goes on from what is kept of it: a screen cannot take back the rest. */
  const goOnWith = (part: number, kept: number): string => {
    const before = raw.get(part)
    if (before === undefined) return ''
    beginChunk(part, before.slice(0, kept))
    return before.length > kept ? ' […]\n\n' : ''
  }
  const ofChunk = (part: number, text: string): string => {
    const known = writers.get(part)
    const writer = known ?? beginChunk(part, '')
    const isFirst = raw.get(part) === ''
    raw.set(part, (raw.get(part) ?? '') + text)
    return ofSegment(part, part, textOf([...(isFirst ? writer.start() : []), ...writer.delta([], text)]))
  }

  return event => {
    switch (event.type) {
      case 'plan-start':
        planPath = ''
        return ''
      case 'plan-delta': {
        const path = event.path.join('/')
        const label = path === planPath ? '' : labelOf(event.path)
        planPath = path
        return label + event.text
      }
      case 'plan-end':
        roster = event.bible.characters_roster
        return planPath === '' ? '' : '\n\n'
      case 'segment-start': {
        const number = event.segment
        const writer = createMarkdownWriter({ segment: { segment_id: '', segment_number: number }, roster })
        writers.set(number, writer)
        const restart = said.has(number) ? '\n\n' : ''
        said.delete(number)
        return of(event.part, restart) + ofSegment(event.part, number, withoutAnchor(textOf(writer.start())))
      }
      case 'segment-delta':
        return ofSegment(event.part, event.segment, textOf(writers.get(event.segment)?.delta(event.path, event.text)))
      case 'segment-end': {
        const end = textOf(writers.get(event.segment)?.end())
        writers.delete(event.segment)
        return ofSegment(event.part, event.segment, end)
      }
      case 'part-start':
        return of(event.part, goOnWith(event.part, event.keptCharacters ?? 0))
      case 'chunk-delta':
        return ofChunk(event.part, event.text)
      case 'part-end':
        return of(event.part, event.chunk ? restOfChunk(event.chunk) : event.segments.map(restOfSegment).join('')) + ended(event.part)
      case 'part-failed':
        return ended(event.part)
      default:
        return ''
    }
  }
}
