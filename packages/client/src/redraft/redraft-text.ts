import type { RunEvent } from '@coldopen/core/protocol'
import { chunkMarkdown, createMarkdownWriter, segmentMarkdown, type LiveWriter, type Roster, type Segment } from '@coldopen/script'
import { harmless } from './harmless.ts'

/** As what the text of a short run is shown: a segment with its number and id, a chunk, or a passage in the place of another. */
export type ShownAs =
  | { readonly type: 'segment'; readonly segment_id: string; readonly segment_number: number; readonly roster: Roster }
  | { readonly type: 'chunk' }
  | { readonly type: 'passage'; readonly old: string }

/** The new text while it arrives. */
export type RedraftText = {
  /** Takes an event in. Answers whether the text is another one now. */
  readonly take: (event: RunEvent) => boolean
  /** As it would stand in the script, without empty lines around it. */
  readonly text: () => string
  /** The segment, once it is whole. */
  readonly segment: () => Segment | undefined
}

const segmentText = (as: Extract<ShownAs, { type: 'segment' }>): RedraftText => {
  let writer: LiveWriter | undefined
  let text = ''
  let whole: Segment | undefined
  const add = (edits: readonly { readonly insert: string }[]): void => {
    for (const { insert } of edits) text += insert
  }
  const begin = (): LiveWriter => {
    text = ''
    const fresh = createMarkdownWriter({ segment: as, roster: as.roster })
    add(fresh.start())
    return fresh
  }
  return {
    take(event) {
      if (event.type === 'segment-start') writer = begin()
      else if (event.type === 'segment-delta') {
        writer ??= begin()
        add(writer.delta(event.path, event.text))
      } else if (event.type === 'segment-end' && writer) add(writer.end())
      else if (event.type === 'part-end' && event.segments[0]) {
        whole = { ...event.segments[0], segment_id: as.segment_id, segment_number: as.segment_number }
        text = segmentMarkdown(whole, as.roster)
      } else return false
      return true
    },
    text: () => text.trim(),
    segment: () => whole,
  }
}

/** Prose, which goes on from what is kept of it when it is asked for again. `shown` makes Markdown of all of it. */
const proseText = (shown: (prose: string) => string): RedraftText => {
  let prose = ''
  return {
    take(event) {
      if (event.type === 'chunk-delta') prose += event.text
      else if (event.type === 'part-start') prose = prose.slice(0, event.keptCharacters ?? 0)
      else if (event.type === 'part-end' && event.chunk) prose = event.chunk.text
      else return false
      return true
    },
    text: () => shown(prose).trim(),
    segment: () => undefined,
  }
}

export const createRedraftText = (as: ShownAs): RedraftText => {
  if (as.type === 'segment') return segmentText(as)
  return proseText(as.type === 'chunk' ? chunkMarkdown : prose => harmless(prose, as.old))
}
