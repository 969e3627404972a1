import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunEvent, RunState } from '@coldopen/core'
import { openPostgresStore, openSqliteStore, type Store } from '@coldopen/store'
import { Client, type QueryResult } from 'pg'

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

const foundIn = async (store: Store, runs: Iterable<string>): Promise<Map<string, Found>> => {
  const found = new Map<string, Found>()
  for (const run of runs) {
    const state = await store.load(run)
    if (!state) continue
    const segments = heardSegments(await store.events(run, 0, 100_000))
    const inState = (status: string): number => state.parts.filter(part => part.status === status).length
    found.set(run, { state, segments, requested: inState('requested'), open: inState('open') })
  }
  return found
}

/** Reads a copy of a dead server's store, so that the next server finds the files as the kill left them. By run. */
export const foundInFile = async (dataFolder: string, runs: Iterable<string>): Promise<Map<string, Found>> => {
  const copy = await mkdtemp(join(dataFolder, 'copy-'))
  try {
    for (const name of ['coldopen.sqlite', 'coldopen.sqlite-wal']) {
      await copyFile(join(dataFolder, name), join(copy, name)).catch(() => undefined)
    }
    const store = await openSqliteStore({ file: join(copy, 'coldopen.sqlite') })
    return await foundIn(store, runs).finally(() => store.close())
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
}

/** Resolves when the database is done with all that a dead server had asked of it. */
const lastWords = async (url: string): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  const others = (): Promise<QueryResult> => client.query('select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()')
  while ((await others()).rowCount !== 0) await sleep(5)
  await client.end()
}

/** The same of a database, which nobody else uses meanwhile. */
export const foundInDatabase = async (url: string, runs: Iterable<string>): Promise<Map<string, Found>> => {
  await lastWords(url)
  const store = await openPostgresStore({ url, connections: 1 })
  return foundIn(store, runs).finally(() => store.close())
}
