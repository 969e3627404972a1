import type { Happening, PartOutput, RunEvent } from '@coldopen/core'
import type { EventsTable } from './tables.ts'

/** Nobody reads these any more when the output of their part is whole, or when newer progress is known. */
const passingTypes: ReadonlySet<Happening['type']> = new Set(['plan-delta', 'part-waiting', 'segment-start', 'segment-delta', 'segment-end', 'chunk-delta', 'pack-end', 'progress'])

export const isPassing = (event: Happening): boolean => passingTypes.has(event.type)

/** What a commit stores beside events, so that an event need not carry it again. */
export type StoredBeside = { readonly bible: boolean; readonly parts: ReadonlySet<number> }

export const eventRow = (run: number, event: RunEvent, beside: StoredBeside): EventsTable => ({
  run,
  seq: event.seq,
  type: event.type,
  part: partOfEvent(event),
  attempt: 'attempt' in event ? event.attempt : null,
  passing: isPassing(event) ? 1 : 0,
  payload: JSON.stringify({ ...event, ...inColumns, ...(isBeside(event, beside) ? outputFields : {}) }),
})

export const partOfEvent = (event: Happening): number | null => ('part' in event ? event.part : null)

/** `JSON.stringify` leaves out what is undefined. */
const inColumns = { run: undefined, seq: undefined, type: undefined, part: undefined, attempt: undefined }
const outputFields = { segments: undefined, chunk: undefined, pack: undefined, bible: undefined }

const isBeside = (event: RunEvent, beside: StoredBeside): boolean =>
  (event.type === 'part-end' && beside.parts.has(event.part)) || (event.type === 'plan-end' && beside.bible)

/** A row with the output it stands for: the part's of a `part-end`, the bible of a `plan-end`, else null. */
type JoinedRow = Omit<EventsTable, 'run' | 'passing'> & { readonly output: string | null }

/** Rows are read as they were written: only the store writes them, and a change of their shape is a migration. */
export const eventOf = (run: string, row: JoinedRow): RunEvent => ({
  run,
  seq: row.seq,
  type: row.type,
  ...(row.part === null ? {} : { part: row.part, attempt: row.attempt }),
  ...(row.output === null ? JSON.parse(row.payload) : { ...withoutOutput(JSON.parse(row.payload)), ...outputOf(row.type, row.output) }),
})

/** A part's own output takes the place of all that its event carried. */
const withoutOutput = (payload: { readonly [field: string]: unknown }) => {
  return Object.fromEntries(Object.entries(payload).filter(([field]) => !Object.hasOwn(outputFields, field)))
}

const outputOf = (type: Happening['type'], output: string) => {
  if (type === 'plan-end') return { bible: JSON.parse(output) }
  const { segments, chunk, pack }: PartOutput = JSON.parse(output)
  return { segments, ...(chunk && { chunk }), ...(pack && { pack }) }
}
