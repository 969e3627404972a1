import type { RunEvent } from '@coldopen/core'
import { applyLiveEdit, createSetWriter, noText, type FieldPath, type LiveEdit, type Segment, type SetWriter } from '@coldopen/script'
import type { Documents, LiveDocument } from './documents.ts'
import { noticeOf, type ScriptState } from './script-state.ts'
import { setFrame, setSoFar, setText } from './set-draft.ts'

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

type OpenSet = { readonly document: LiveDocument; readonly writer: SetWriter; segment: number | undefined }

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

export const createLiveSets = (documents: Documents, state: ScriptState, fileOf: (set: number) => string | undefined): LiveSets => {
  const open = new Map<number, OpenSet>()
  const touched = new Set<LiveDocument>()

  const documentOf = (set: number): LiveDocument | undefined => {
    const file = fileOf(set)
    return file === undefined ? undefined : documents.live(file)
  }

  /** Gives a document that was opened in the middle of its set what has arrived so far. */
  const takeOver = (document: LiveDocument, set: number): OpenSet => {
    const options = { sets: state.sets, notice: noticeOf(state) }
    const writer = createSetWriter(setSoFar(state.view, set, options) ?? setFrame(set, options))
    const taken: OpenSet = { document, writer, segment: undefined }
    const edits: LiveEdit[] = [...writer.start()]
    for (const number of state.view.parts.get(set)?.shown ?? []) {
      const shown = state.view.segments.get(number)
      if (!shown || shown.finished) continue
      edits.push(...writer.segment(shown.segment))
      for (const [path, text] of fieldsSoFar(shown.segment)) if (text !== '') edits.push(...writer.delta(path, text))
      taken.segment = number
    }
    const live = edits.reduce(applyLiveEdit, noText)
    document.open(block, undefined, () => true)
    document.replace(block, live.text, live.caret)
    open.set(set, taken)
    return taken
  }

  const editsFor = (taken: OpenSet, event: RunEvent): readonly LiveEdit[] => {
    if (event.type !== 'segment-start' && event.type !== 'segment-delta') return []
    const edits: LiveEdit[] = []
    if (taken.segment !== event.segment) {
      const shown = state.view.segments.get(event.segment)
      if (!shown) return []
      taken.segment = event.segment
      edits.push(...taken.writer.segment(shown.segment))
    }
    if (event.type === 'segment-delta') edits.push(...taken.writer.delta(event.path, event.text))
    return edits
  }

  return {
    isOpen: set => documentOf(set) !== undefined,
    forward(event) {
      if (!('part' in event) || event.part === 0) return
      const document = documentOf(event.part)
      const taken = open.get(event.part)
      if (document) touched.add(document)
      if (!document) open.delete(event.part)
      else if (event.type === 'part-end') {
        const whole = setSoFar(state.view, event.part, { sets: state.sets, notice: noticeOf(state) })
        if (taken?.document !== document) document.open(block, undefined, () => true)
        if (whole) document.replace(block, setText(whole))
        open.delete(event.part)
      } else if (taken?.document !== document || event.type === 'part-start') takeOver(document, event.part)
      else for (const edit of editsFor(taken, event)) document.edit(block, edit)
    },
    async settle() {
      for (const document of touched) await document.settle()
      touched.clear()
    },
  }
}
