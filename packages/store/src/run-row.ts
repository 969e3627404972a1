import { kindOf, type RunState } from '@coldopen/core'
import type { Selectable } from 'kysely'
import { folded } from './folded.ts'
import type { RunSummary } from './store.ts'
import type { RunsTable } from './tables.ts'

/** The columns that a run's state fills, its parts left out. A column that is absent keeps its value. */
export const runColumns = (run: Omit<RunState, 'parts'>) => ({
  status: run.status,
  paused: run.paused ?? null,
  problem: run.problem === undefined ? null : JSON.stringify(run.problem),
  format: run.brief.format,
  title: JSON.stringify(run.bible?.title ?? run.brief.idea),
  title_folded: folded(run.bible?.title ?? run.brief.idea),
  kind: kindOf(run.options.revision),
  origin: run.options.revision?.of ?? null,
  usage: JSON.stringify(run.usage),
  brief: JSON.stringify(run.brief),
  options: JSON.stringify(run.options),
  planned: run.bible === undefined ? 0 : 1,
  ...(run.bible === undefined ? {} : { bible: JSON.stringify(run.bible) }),
})

export const stateColumns = ['status', 'paused', 'problem', 'usage', 'brief', 'options'] as const

type StateRow = Pick<Selectable<RunsTable>, (typeof stateColumns)[number] | 'bible'>

/** Rows are read as they were written: only the store writes them, and a change of their shape is a migration. */
export const stateOf = (row: StateRow, parts: RunState['parts']): RunState => ({
  brief: JSON.parse(row.brief),
  options: JSON.parse(row.options),
  status: row.status,
  ...stopped(row),
  ...(row.bible === null ? {} : { bible: JSON.parse(row.bible) }),
  parts,
  usage: JSON.parse(row.usage),
})

export const summaryColumns = [
  'id',
  'format',
  'title',
  'status',
  'paused',
  'problem',
  'created_at',
  'updated_at',
  'parts_done',
  'parts',
  'usage',
  'last_seq',
  'kind',
  'origin',
  'totals',
] as const

export const summaryOf = (row: Pick<Selectable<RunsTable>, (typeof summaryColumns)[number]>): RunSummary => ({
  id: row.id,
  format: row.format,
  title: JSON.parse(row.title),
  status: row.status,
  ...stopped(row),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  partsDone: row.parts_done,
  parts: row.parts,
  usage: JSON.parse(row.usage),
  lastSeq: row.last_seq,
  kind: row.kind,
  ...(row.origin === null ? {} : { of: row.origin }),
  ...(row.totals === null ? {} : { totals: JSON.parse(row.totals) }),
})

const stopped = (row: Pick<RunsTable, 'paused' | 'problem'>): Pick<RunState, 'paused' | 'problem'> => ({
  ...(row.paused === null ? {} : { paused: row.paused }),
  ...(row.problem === null ? {} : { problem: JSON.parse(row.problem) }),
})
