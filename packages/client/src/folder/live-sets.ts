import type { RunEvent } from '@coldopen/core/protocol'
import { applyLiveEdit, createSetWriter, noText, type FieldPath, type LiveEdit, type Segment, type SetWriter } from '@coldopen/script'
import { basename } from 'node:path'
import type { Documents, LiveDocument } from './documents.ts'
import { sameMeaning } from './rewriting.ts'
import { noticeOf, type ScriptState } from './script-state.ts'
import { leaveSet, setFrame, setSoFar, setText } from './set-draft.ts'
import { hashOf, isOurs, type FileRecord } from './sidecar.ts'

/** Streams set files into the documents that an editor has open, as long as it has. */
export type LiveSets = {
  /** Whether an editor has the file of this set open, and so writes it. */
  isOpen(set: number): boolean
  /** Shows an event that the state has already taken in. */
  forward(event: RunEvent): void
  settle(): Promise<void>
}

/** For a script that has no set files. */
export const noLiveSets: LiveSets = { isOpen: () => false, forward() {}, settle: async () => {} }

export type LiveSetsOptions = {
  readonly documents: Documents
  readonly state: ScriptState
  readonly records: ReadonlyMap<string, FileRecord>
  readonly notify: (sentence: string) => void
  readonly fileOf: (set: number) => string | undefined
}

/** A document that a set streams into; without a writer it is the writer's own, and left alone. */
type OpenSet = { readonly document: LiveDocument; readonly writer: SetWriter | undefined; segment: number | undefined }

const block = 'document'

/** The fields of a segment as far as they are written, in the order of writing. */
const fieldsSoFar = function* (segment: Segment): Generator<[FieldPath, string]> {
  yield [['title'], segment.title]
  yield [['setting'], segment.setting]
  yield [['action'], segment.action]
  if (segment.narration !== undefined) yield [['narration'], segment.narration]
  for (const [at, said] of (segment.dialogue ?? []).entries()) {
    yield [['dialogue', at, 'character_id'], said.character_id]
    yield [['dialogue', at, 'delivery'], said.delivery]
    yield [['dialogue', at, 'line'], said.line]
  }
}

export const createLiveSets = (options: LiveSetsOptions): LiveSets => {
  const { documents, state, records, notify, fileOf } = options
  const open = new Map<number, OpenSet>()
  const touched = new Set<LiveDocument>()

  const documentOf = (set: number): LiveDocument | undefined => {
    const file = fileOf(set)
    return file === undefined ? undefined : documents.live(file)
  }

  /** What a document is given that was opened in the middle of its set, and the writer that goes on from there. */
  const soFar = (set: number): { writer: SetWriter; segment: number | undefined; edits: LiveEdit[] } => {
    const frame = { sets: state.sets, notice: noticeOf(state) }
    const writer = createSetWriter(setSoFar(state.view, set, frame) ?? setFrame(set, frame))
    const edits: LiveEdit[] = [...writer.start()]
    let segment: number | undefined
    for (const number of state.view.parts.get(set)?.shown ?? []) {
      const shown = state.view.segments.get(number)
      if (!shown || shown.finished) continue
      edits.push(...writer.segment(shown.segment))
      for (const [path, text] of fieldsSoFar(shown.segment)) if (text !== '') edits.push(...writer.delta(path, text))
      segment = number
    }
    return { writer, segment, edits }
  }

  /** Gives a document its set so far, if the text that is found there is ours; when it is known to be, nobody asks. */
  const takeOver = (document: LiveDocument, set: number, known: boolean): void => {
    const { writer, segment, edits } = soFar(set)
    const live = edits.reduce(applyLiveEdit, noText)
    const name = basename(fileOf(set) ?? '')
    let ours = true
    if (!known) document.open(block, undefined, text => (ours = isOurs(records.get(name), hashOf(text)) || sameMeaning(text, live.text)))
    open.set(set, { document, writer: ours ? writer : undefined, segment })
    if (ours) document.replace(block, live.text, live.caret)
    else notify(leaveSet(set, name))
  }

  const editsFor = (taken: OpenSet, event: RunEvent): readonly LiveEdit[] => {
    const { writer } = taken
    if (!writer || (event.type !== 'segment-start' && event.type !== 'segment-delta')) return []
    const edits: LiveEdit[] = []
    if (taken.segment !== event.segment) {
      const shown = state.view.segments.get(event.segment)
      if (!shown) return []
      taken.segment = event.segment
      edits.push(...writer.segment(shown.segment))
    }
    if (event.type === 'segment-delta') edits.push(...writer.delta(event.path, event.text))
    return edits
  }

  const finish = (taken: OpenSet, set: number): void => {
    const whole = setSoFar(state.view, set, { sets: state.sets, notice: noticeOf(state) })
    if (whole && taken.writer) taken.document.replace(block, setText(whole))
  }

  return {
    isOpen: set => documentOf(set) !== undefined,
    forward(event) {
      if (!('part' in event) || event.part === 0) return
      const set = event.part
      const document = documentOf(set)
      if (!document) {
        open.delete(set)
        return
      }
      touched.add(document)
      const known = open.get(set)
      if (known?.document !== document) takeOver(document, set, false)
      else if (event.type === 'part-start' && known.writer) takeOver(document, set, true)
      else for (const edit of editsFor(known, event)) document.edit(block, edit)
      const taken = open.get(set)
      if (taken && event.type === 'part-end') finish(taken, set)
    },
    async settle() {
      for (const document of touched) await document.settle()
      touched.clear()
    },
  }
}
