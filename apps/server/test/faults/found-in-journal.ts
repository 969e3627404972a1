import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunEvent, RunState } from '@coldopen/core'
import { openSqliteStore } from '@coldopen/store'

/** The texts of a finished segment, by where they stand: `dialogue/0/line`. */
export type Texts = ReadonlyMap<string, string>

/** What a dead server left of a run: what is acknowledged, and what was under way. */
export type Found = {
  readonly state: RunState
  readonly segments: ReadonlyMap<number, Texts>
  /** Requests that had left: no answer had begun, or it was being written. */
  readonly requested: number
  readonly open: number
}

/** All texts in a value, by their paths. */
export const textsOf = (value: unknown, path = ''): [string, string][] => {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, path === '' ? key : `${path}/${key}`))
}

/** The segments that events tell of to their end: each attempt begins anew what it did not finish. */
const heardSegments = (events: readonly RunEvent[]): Map<number, Texts> => {
  const finished = new Map<number, Texts>()
  const heard = new Map<number, Map<string, string>>()
  for (const event of events) {
    if (event.type === 'segment-start') heard.set(event.segment, new Map())
    if (event.type === 'segment-delta') {
      const texts = heard.get(event.segment)
      const path = event.path.join('/')
      texts?.set(path, (texts.get(path) ?? '') + event.text)
    }
    if (event.type === 'segment-end') finished.set(event.segment, heard.get(event.segment) ?? new Map())
    if (event.type !== 'part-end') continue
    for (const segment of event.segments) finished.set(segment.segment_number, new Map(textsOf(segment)))
  }
  return finished
}

/** Reads a copy of a dead server's store, so that the next server finds the files as the kill left them. By run. */
export const foundInJournal = async (dataFolder: string): Promise<Map<string, Found>> => {
  const copy = await mkdtemp(join(dataFolder, 'copy-'))
  try {
    for (const name of ['coldopen.sqlite', 'coldopen.sqlite-wal']) {
      await copyFile(join(dataFolder, name), join(copy, name)).catch(() => undefined)
    }
    const store = await openSqliteStore({ file: join(copy, 'coldopen.sqlite') })
    const found = new Map<string, Found>()
    for (const { id } of await store.list({ limit: 200 })) {
      const state = await store.load(id)
      if (!state) continue
      const segments = heardSegments(await store.events(id, 0, 100_000))
      const inState = (status: string): number => state.parts.filter(part => part.status === status).length
      found.set(id, { state, segments, requested: inState('requested'), open: inState('open') })
    }
    await store.close()
    return found
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}
