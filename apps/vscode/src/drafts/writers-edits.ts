import { editedSegments, scriptOf, sendText, ServerGone, type Coldopen, type RunEvent } from '@coldopen/client'
import { bibleJson, chunkMarkdown, readBible, readChunk, type Bible, type Roster, type Segment } from '@coldopen/script'
import { workspace, type Disposable } from 'vscode'
import type { EditorDocuments } from '../editor-documents.ts'
import { warn } from '../notices.ts'
import { openText } from '../open-text.ts'
import { chunkId } from '../script-files/pieces.ts'
import { createTelling } from '../telling.ts'
import type { Draft } from './draft.ts'
import { problemOf } from './problem-of.ts'
import type { Studio } from './studio.ts'

/** What the writer changes in a plan and a script while they are drafted, on its way to the run: what comes later obeys it. */
export type WritersEdits = {
  /** Takes note of what an event brought, so that the writer's words are told from it. */
  readonly take: (event: RunEvent) => void
  /** Looks a last time. Never rejects. */
  readonly close: () => Promise<void>
}

/** Milliseconds from a change to the look at what it made. */
const rest = 1000

/** `isContinued`: the events that brought its beginning are not told again. */
export const watchEdits = (studio: Studio, draft: Draft, { documents, isContinued }: { readonly documents: EditorDocuments; readonly isContinued: boolean }): WritersEdits => {
  let bible: Bible | undefined
  /** The cast as it was when the script was told. */
  let cast: Roster | undefined
  let isKnown = !isContinued
  const segments = new Map<number, Segment>()
  const chunks = new Map<number, string>()
  const seen = new Map<string, string>()
  const told = new Set<string>()
  let looking: Promise<void> = Promise.resolve()

  /** What the run has of the script's beginning. */
  const learn = async (): Promise<void> => {
    if (isKnown) return
    const { api } = await studio.connect()
    const known = await scriptOf(api, draft.run)
    if (!known) return
    isKnown = true
    bible ??= known.bible
    cast ??= known.bible.characters_roster
    for (const segment of known.segments) if (!segments.has(segment.segment_number)) segments.set(segment.segment_number, segment)
    for (const { number, text, isDone } of known.chunks) if (isDone && !chunks.has(number)) chunks.set(number, text)
  }

  /** Answers whether the run has taken it. What is refused is told once. Throws where there is no answer: it is sent again then. */
  const send = async (act: (api: Coldopen['api']) => Promise<unknown>): Promise<boolean> => {
    try {
      await act((await studio.connect()).api)
      return true
    } catch (error) {
      const problem = problemOf(error)
      if (problem instanceof ServerGone) throw problem
      const { message } = problem
      studio.log.warn(message)
      if (!told.has(message)) void warn(message)
      told.add(message)
      return false
    }
  }

  const lookAtBible = async (): Promise<void> => {
    const text = draft.place && openText(draft.place.bible)
    if (bible === undefined || text === undefined || seen.get('bible') === text) return
    const read = readBible(text)
    if (read.ok && bibleJson(read.value) !== bibleJson(bible) && (await send(api => api.runs.setBible.mutate({ runId: draft.run, bible: read.value })))) bible = read.value
    seen.set('bible', text)
  }

  /** The text of a block that the writer has touched, if it is another one than when it was looked at last. */
  const touched = (id: string): string | undefined => {
    const text = draft.place && documents.touched(draft.place.script, id)
    return seen.get(id) === text ? undefined : text
  }

  const lookAtSegments = async (): Promise<void> => {
    if (bible === undefined) return
    const { characters_roster: rosterNow } = bible
    const roster = cast ?? rosterNow
    const looked = [...segments.values()].map(segment => ({ segment, text: touched(segment.segment_id) ?? '' })).filter(({ text }) => text !== '')
    const edited = looked.flatMap(({ segment, text }) => editedSegments(text, { segments: [segment], roster, rosterNow }))
    if (edited.length > 0 && (await send(api => sendText(api, draft.run, { segments: edited, chunks: [] })))) {
      for (const segment of edited) segments.set(segment.segment_number, segment)
    }
    for (const { segment, text } of looked) seen.set(segment.segment_id, text)
  }

  const lookAtChunks = async (): Promise<void> => {
    for (const [number, known] of chunks) {
      const markdown = touched(chunkId(number))
      if (markdown === undefined) continue
      const text = readChunk(markdown)
      if (text !== '' && text !== readChunk(chunkMarkdown(known)) && (await send(api => sendText(api, draft.run, { segments: [], chunks: [{ number, text }] })))) chunks.set(number, text)
      seen.set(chunkId(number), markdown)
    }
  }

  let isClosed = false
  const failed = (error: unknown): void => {
    studio.log.warn(problemOf(error).message)
    if (!isClosed) looks.soon()
  }
  const look = (): Promise<void> => {
    looking = looking.then(learn).then(lookAtBible).then(lookAtSegments).then(lookAtChunks).catch(failed)
    return looking
  }
  const looks = createTelling(() => void look(), () => rest)
  const watching: Disposable = workspace.onDidChangeTextDocument(({ document }) => {
    const { place } = draft
    const key = document.uri.toString()
    if (place && (key === place.script.toString() || key === place.bible.toString())) looks.soon()
  })
  return {
    take(event) {
      if (event.type === 'plan-end') {
        bible = event.bible
        cast = event.bible.characters_roster
      }
      if (event.type !== 'part-end') return
      for (const segment of event.segments) segments.set(segment.segment_number, segment)
      if (event.chunk) chunks.set(event.chunk.chunk_number, event.chunk.text)
    },
    async close() {
      watching.dispose()
      isClosed = true
      looks.stop()
      await look()
    },
  }
}
