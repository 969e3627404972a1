import type { Brief, RunEvent } from '@coldopen/core/protocol'
import { applyLiveEdit, bibleJson, characterId, createBibleWriter, noText, readBible, type Bible, type BibleWriter, type FieldPath, type LiveEdit } from '@coldopen/script'
import { basename } from 'node:path'
import type { Documents, LiveDocument } from './documents.ts'
import type { Draft } from './rewriting.ts'
import type { ScriptState } from './script-state.ts'
import { hashOf, isOurs, type FileRecord } from './sidecar.ts'
import type { PlanText } from './view.ts'

/** Streams the plan into the document that an editor has open, as long as it has. */
export type LiveBible = {
  /** Whether an editor has the bible open, and so writes it. */
  isOpen(): boolean
  /** Shows an event that the state has already taken in. */
  forward(event: RunEvent): void
  settle(): Promise<void>
}

export type LiveBibleOptions = {
  readonly documents: Documents
  readonly state: ScriptState
  readonly records: ReadonlyMap<string, FileRecord>
  /** The writer's own roster, which no model writes. */
  readonly roster: Brief['roster']
  readonly file: () => string | undefined
}

const block = 'document'

const pathOf = (place: string): FieldPath => place.split('/').map(key => (/^\d+$/.test(key) ? Number(key) : key))

/** The texts of a plan so far, in the order in which they came. */
export const planSoFar = (state: ScriptState): ReadonlyMap<string, PlanText> | undefined => (state.view.planText.size > 0 ? state.view.planText : undefined)

/** The title, once it is whole: that of the plan, or of one that is still being written. */
export const titleOf = (state: ScriptState): string | undefined => {
  if (state.bible) return state.bible.title
  const places = [...state.view.planText.keys()]
  const title = state.view.planText.get('title')?.text.trim()
  return title && places.at(-1) !== 'title' ? title : undefined
}

const knownOf = (roster: Brief['roster']): Partial<Bible> =>
  roster ? { characters_roster: roster.map((entry, at) => ({ ...entry, id: entry.id ?? characterId(at + 1) })) } : {}

/** A writer that has written a plan as far as it is there, and how it did. */
const written = (state: ScriptState, roster: Brief['roster']): { writer: BibleWriter; edits: LiveEdit[] } => {
  const writer = createBibleWriter(knownOf(roster))
  const edits: LiveEdit[] = [...writer.start()]
  for (const [place, { text }] of state.view.planText) edits.push(...writer.delta(pathOf(place), text))
  return { writer, edits }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isPart = (found: unknown, whole: unknown): boolean => {
  if (typeof found === 'string') return typeof whole === 'string' && whole.startsWith(found.trimEnd())
  if (typeof found !== 'object' || found === null) return found === whole
  if (typeof whole !== 'object' || whole === null || Array.isArray(found) !== Array.isArray(whole)) return false
  const there = new Map(Object.entries(whole))
  return Object.entries(found).every(([key, value]) => isPart(value, there.get(key)))
}

/** Whether a text is a bible as it was while this one arrived. A whole one says how it was made, and is never taken for that. */
export const isSoFar = (text: string, whole: object): boolean => {
  const found = parsed(text)
  return typeof found === 'object' && found !== null && !Array.isArray(found) && !('generation_info' in found) && isPart(found, whole)
}

/** The bible's file before there is a bible: as far as it is there, and left alone from then on. */
export const bibleSoFar = (name: string, state: ScriptState): Draft => ({
  name,
  decide(found) {
    if (found.type !== 'missing') return { type: 'keep' }
    return { type: 'write', text: written(state, undefined).edits.reduce(applyLiveEdit, noText).text }
  },
})

export const createLiveBible = (options: LiveBibleOptions): LiveBible => {
  const { documents, state, records, roster, file } = options
  /** Without a writer the document is the writer's own, and left alone. */
  let open: { readonly document: LiveDocument; readonly writer: BibleWriter | undefined; readonly attempt: number } | undefined

  const documentNow = (): LiveDocument | undefined => {
    const path = file()
    return path === undefined ? undefined : documents.live(path)
  }

  /** Gives a document the plan so far, if the text that is found there is ours; when it is known to be, nobody asks. */
  const takeOver = (document: LiveDocument, attempt: number, known: boolean): void => {
    const { writer, edits } = written(state, roster)
    const live = edits.reduce(applyLiveEdit, noText)
    const name = basename(file() ?? '')
    const whole: object = state.bible ?? JSON.parse(live.text)
    let ours = true
    if (!known) {
      document.open(block, undefined, text => {
        const read = readBible(text)
        ours = isOurs(records.get(name), hashOf(text)) || isSoFar(text, whole) || (read.ok && state.bible !== undefined && bibleJson(read.value) === bibleJson(state.bible))
        return ours
      })
    }
    open = { document, writer: ours ? writer : undefined, attempt }
    if (ours) document.replace(block, live.text, live.caret)
  }

  return {
    isOpen: () => documentNow() !== undefined,
    forward(event) {
      if (!('part' in event) || event.part !== 0) return
      const document = documentNow()
      if (!document) {
        open = undefined
        return
      }
      if (open?.document !== document) takeOver(document, event.attempt, false)
      else if (open.writer && event.attempt !== open.attempt) takeOver(document, event.attempt, true)
      else if (event.type === 'plan-delta') for (const edit of open.writer?.delta(event.path, event.text) ?? []) document.edit(block, edit)
      if (event.type !== 'plan-end' || !state.bible || !open?.writer) return
      // As an edit too: it is to come even where the writer has touched the plan, and is not given the whole.
      for (const edit of open.writer.made(state.bible.generation_info)) document.edit(block, edit)
      document.replace(block, bibleJson(state.bible))
    },
    async settle() {
      await open?.document.settle()
    },
  }
}
