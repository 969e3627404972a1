import type { CanonicalPack } from '@coldopen/script'
import type { Happening } from '../events.ts'
import { createScanner } from '../json/scanner.ts'
import { askedOfChunk, chunkWith } from './chunk.ts'
import { createChunkText } from './chunk-text.ts'
import { createSources, packFrom } from './pack.ts'
import type { Asked, FoundPage, PartReader } from './reader.ts'
import type { PartOutput, RunState } from './run-state.ts'

/** The output of an answer: what was kept, and what it adds. An answer that adds no text leaves the text, and how it ended, as it was. */
const outputOf = (state: RunState, asked: Asked, added: { text: string | undefined; closed: boolean; pack?: CanonicalPack | undefined }): PartOutput => ({
  ...asked.output,
  ...(added.pack && { pack: added.pack }),
  ...(added.text !== undefined && { chunk: chunkWith(state.brief, asked.number, added.text), closed: added.closed }),
})

/** Reads an answer that is the text itself. */
const createProseReader = (state: RunState, asked: Asked): PartReader => {
  const text = createChunkText(asked.output.chunk?.text ?? '')
  return {
    push(piece) {
      const shown = text.take(piece)
      return shown === '' ? [] : [{ type: 'chunk-delta', part: asked.number, attempt: asked.attempt, text: shown }]
    },
    finish() {
      const whole = text.whole()
      return { output: outputOf(state, asked, { text: whole, closed: true }), faults: whole === undefined ? ['the answer has no text'] : [] }
    },
  }
}

const noSourcesOf = (state: RunState): string => {
  if (state.options.capability.webSearch) return 'There are no sources: the search gave none.'
  return 'There are no sources: the model could not search, and these are the facts of the brief.'
}

/** Reads `{ pack, text }`: the facts first, then the text that keeps to them. */
const createResearchReader = (state: RunState, asked: Asked): PartReader => {
  const stamp = { part: asked.number, attempt: asked.attempt }
  const text = createChunkText(asked.output.chunk?.text ?? '')
  const sources = createSources()
  const given = { topic: state.bible?.title ?? state.brief.idea, sources, noSources: noSourcesOf(state) }
  let answered: unknown
  let isClosed = false
  let happened: Happening[] = []

  const pack = (): CanonicalPack | string => (answered === undefined ? 'the answer has no pack' : packFrom(answered, given))

  const tellPack = (): void => {
    const established = pack()
    if (typeof established !== 'string') happened.push({ type: 'pack-end', ...stamp, pack: established })
  }

  const scanner = createScanner(
    {
      text(path, piece) {
        if (path.length !== 1 || path[0] !== 'text' || isClosed) return
        const shown = text.take(piece)
        const last = happened.at(-1)
        if (last?.type === 'chunk-delta') last.text += shown
        else if (shown !== '') happened.push({ type: 'chunk-delta', ...stamp, text: shown })
      },
      value(path, value) {
        if (path.length !== 1) return
        if (path[0] === 'text') isClosed = true
        if (path[0] !== 'pack' || answered !== undefined) return
        answered = value
        tellPack()
      },
    },
    { lenient: true },
  )

  return {
    push(piece) {
      happened = []
      scanner.push(piece)
      return happened
    },
    source(page: FoundPage) {
      happened = []
      if (sources.add(page) && answered !== undefined) tellPack()
      return happened
    },
    finish() {
      const end = scanner.end()
      const established = pack()
      const faults = [...(end.complete ? [] : [end.problem ?? 'the answer ends in the middle']), ...(typeof established === 'string' ? [established] : [])]
      return { output: outputOf(state, asked, { text: text.whole(), closed: isClosed, pack: typeof established === 'string' ? undefined : established }), faults }
    },
  }
}

/** The reader of a chunk: of its text, or of facts and text where it establishes them. */
export const createChunkReader = (state: RunState, asked: Asked): PartReader => {
  return askedOfChunk(state, asked).facts ? createResearchReader(state, asked) : createProseReader(state, asked)
}
