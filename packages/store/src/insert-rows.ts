import type { Compilable, CompiledQuery, Kysely, Transaction } from 'kysely'
import type { DeltasTable, EventsTable, Tables } from './tables.ts'

/** Rows one statement takes. A commit of 50 ms rarely has more. */
const rowsAtOnce = 50

/** Stores rows by statements that are built once for each number of rows: this is what runs 20 times a second. */
const inserting = <R extends object>(blank: R, build: (rows: readonly R[]) => Compilable) => {
  const statements = new Map<number, CompiledQuery>()
  const statementFor = (rows: number): CompiledQuery => {
    const statement = statements.get(rows) ?? build(Array.from({ length: rows }, () => blank)).compile()
    statements.set(rows, statement)
    return statement
  }
  return async (trx: Transaction<Tables>, rows: readonly R[]): Promise<void> => {
    for (let from = 0; from < rows.length; from += rowsAtOnce) {
      const some = rows.slice(from, from + rowsAtOnce)
      await trx.executeQuery({ ...statementFor(some.length), parameters: some.flatMap(row => Object.values({ ...blank, ...row })) })
    }
  }
}

export const insertingEvents = (db: Kysely<Tables>) => {
  const blank: EventsTable = { run: 0, seq: 0, type: 'progress', part: 0, attempt: 0, passing: 0, payload: '' }
  return inserting(blank, rows => db.insertInto('events').values(rows))
}

/** A row that is there already is written on. */
export const insertingDeltas = (db: Kysely<Tables>) => {
  const blank: DeltasTable = { run: 0, seq: 0, last_seq: 0, part: 0, attempt: 0, words: '' }
  return inserting(blank, rows =>
    db
      .insertInto('deltas')
      .values(rows)
      .onConflict(conflict =>
        conflict.columns(['run', 'seq']).doUpdateSet(eb => ({ last_seq: eb.ref('excluded.last_seq'), words: eb('deltas.words', '||', eb.ref('excluded.words')) })),
      ),
  )
}
