import { editedSegments, type RunEvent } from '@coldopen/client'
import { bibleJson, chunkMarkdown, readBible, readChunk, type Bible, type Segment } from '@coldopen/script'
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

export const watchEdits = (studio: Studio, draft: Draft, documents: EditorDocuments): WritersEdits => {
  let bible: Bible | undefined
  const segments = new Map<number, Segment>()
  const chunks = new Map<number, string>()
  const seen = new Map<string, string>()
  const told = new Set<string>()
  let looking: Promise<void> = Promise.resolve()

  /** What is refused is told once. */
  const attempt = async (act: () => Promise<unknown>): Promise<boolean> => {
    try {
      await act()
      return true
    } catch (error) {
      const { message } = problemOf(error)
      studio.log.warn(message)
      if (!told.has(message)) void warn(message)
      told.add(message)
      return false
    }
  }

  const lookAtBible = async (): Promise<void> => {
    const text = draft.place && openText(draft.place.bible)
    if (bible === undefined || text === undefined || seen.get('bible') === text) return
    seen.set('bible', text)
    const read = readBible(text)
    if (!read.ok || bibleJson(read.value) === bibleJson(bible)) return
    const edited = read.value
    const { api } = await studio.connect()
    if (await attempt(() => api.runs.setBible.mutate({ runId: draft.run, bible: edited }))) bible = edited
  }

  /** The text of a block that the writer has touched, if it is another one than when it was looked at last. */
  const touched = (id: string): string | undefined => {
    const text = draft.place && documents.touched(draft.place.script, id)
    if (text === undefined || seen.get(id) === text) return undefined
    seen.set(id, text)
    return text
  }

  const lookAtSegments = async (): Promise<void> => {
    const roster = bible?.characters_roster ?? []
    const edited = [...segments.values()].flatMap(segment => editedSegments(touched(segment.segment_id) ?? '', { segments: [segment], roster }))
    if (edited.length === 0) return
    const { api } = await studio.connect()
    if (!(await attempt(() => api.runs.edit.mutate({ runId: draft.run, segments: edited })))) return
    for (const segment of edited) segments.set(segment.segment_number, segment)
  }

  const lookAtChunks = async (): Promise<void> => {
    for (const [number, known] of chunks) {
      const markdown = touched(chunkId(number))
      const text = markdown === undefined ? '' : readChunk(markdown)
      if (text === '' || text === readChunk(chunkMarkdown(known))) continue
      const { api } = await studio.connect()
      if (await attempt(() => api.runs.edit.mutate({ runId: draft.run, chunk: { number, text } }))) chunks.set(number, text)
    }
  }

  const look = (): Promise<void> => {
    looking = looking.then(lookAtBible).then(lookAtSegments).then(lookAtChunks).catch((error: unknown) => studio.log.warn(problemOf(error).message))
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
      if (event.type === 'plan-end') bible = event.bible
      if (event.type !== 'part-end') return
      for (const segment of event.segments) segments.set(segment.segment_number, segment)
      if (event.chunk) chunks.set(event.chunk.chunk_number, event.chunk.text)
    },
    async close() {
      watching.dispose()
      looks.stop()
      await look()
    },
  }
}
