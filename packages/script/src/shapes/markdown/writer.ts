import { segmentId, type Segment } from '../../schema/segment.ts'
import { samePath, type FieldPath, type LiveEdit, type LiveWriter } from '../live-edit.ts'
import { cuesOf, type Roster } from './cue.ts'
import * as layouts from './text.ts'

type Field = { write(piece: string): string; end(): string }

const append = (text: string): readonly LiveEdit[] =>
  text === '' ? [] : [{ over: 0, insert: text, caret: text.length }]

const unknownField: Field = { write: () => '', end: () => '' }

/** The text of a field between what opens and what closes it; nothing at all while the field is empty. */
const createField = (open: string, layout: layouts.Layout, close = ''): Field => {
  const text = layouts.createMarkdownText(layout)
  let begun = false
  const opened = (out: string): string => {
    if (out === '' || begun) return out
    begun = true
    return open + out
  }
  return {
    write(piece) {
      return opened(text.write(piece))
    },
    end() {
      const rest = opened(text.end())
      return begun ? rest + close : ''
    },
  }
}

/** A character's id says nothing to a reader: it is kept until it is whole, and then the cue is written. */
const createCue = (cues: ReadonlyMap<string, string>): Field => {
  let id = ''
  return {
    write(piece) {
      id += piece
      return ''
    },
    end() {
      return `\n\n**${layouts.markdownText(cues.get(id) ?? (id.trim() || '?'), layouts.cue)}**`
    },
  }
}

/** The comment that carries a segment's id. What could be more than an id is not written. */
const anchorOf = (segment: { segment_id: string; segment_number: number }): string =>
  `<!-- ${/^seg_\w+$/.test(segment.segment_id) ? segment.segment_id : segmentId(segment.segment_number)} -->`

export type MarkdownWriterOptions = {
  readonly segment: Pick<Segment, 'segment_id' | 'segment_number'>
  readonly roster: Roster
}

/**
 * Writes one segment as Markdown while it arrives, as a block that begins with an empty line and ends with a line end.
 * `delta` takes paths inside the segment; a field that a segment does not have is left out. Every edit appends, and nothing
 * written is taken back. Fields that come in another order than the schema's stand in the order in which they came.
 */
export const createMarkdownWriter = (options: MarkdownWriterOptions): LiveWriter => {
  const cues = cuesOf(options.roster)
  let path: FieldPath = []
  let field = unknownField
  /** Whether the heading still waits for its title. */
  let untitled = true
  let speaking: string | number | undefined

  const speechField = (speech: string | number, name: string | number | undefined): Field => {
    const cued = speaking === speech
    speaking = speech
    if (name === 'character_id') return createCue(cues)
    if (name === 'delivery') return createField(cued ? ' *(' : '\n\n*(', layouts.parenthesis, ')*')
    if (name === 'line') return createField(cued ? '\n' : '\n\n', layouts.lines)
    return unknownField
  }

  const bodyField = (at: FieldPath): Field => {
    const [name, speech, part] = at
    if (name === 'setting') return createField('\n\n*', layouts.emphasised, '*')
    if (name === 'action') return createField('\n\n', layouts.paragraphs)
    if (name === 'narration') return createField('\n\n> ', layouts.quote)
    if (name === 'dialogue' && speech !== undefined) return speechField(speech, part)
    return unknownField
  }

  const titleField = (): Field => {
    // A title that comes after other fields cannot go back to the heading.
    const inHeading = untitled
    untitled = false
    return inHeading ? createField(' ', layouts.title) : createField('\n\n', layouts.paragraphs)
  }

  const fieldAt = (at: FieldPath): Field => {
    if (at[0] === 'title') return titleField()
    const next = bodyField(at)
    if (next !== unknownField) untitled = false
    return next
  }

  return {
    start() {
      const { segment } = options
      return append(`\n${anchorOf(segment)}\n## ${segment.segment_number}.`)
    },
    delta(at, text) {
      if (samePath(at, path)) return append(field.write(text))
      const closing = field.end()
      path = at
      field = fieldAt(at)
      return append(closing + field.write(text))
    },
    end() {
      const closing = field.end()
      field = unknownField
      return append(`${closing}\n`)
    },
  }
}
