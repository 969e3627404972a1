import type { Problem, WriterInput } from '@coldopen/core'
import type { Kysely } from 'kysely'
import { noSuchRun } from './refusals.ts'
import { sought } from './run-id.ts'
import type { Tables } from './tables.ts'

/** An input that nobody has taken yet. */
export type WaitingInput = { readonly id: number; readonly input: WriterInput }

/** What has become of an input. */
export type InputAnswer = { readonly type: 'waiting' } | { readonly type: 'taken' } | { readonly type: 'refused'; readonly problem: Problem }

/**
 * Inputs of people to runs that another process may work on. One is taken by the commit that carries it out (`taken` of a
 * `Change`), so that a crash can neither lose it nor have it carried out twice.
 */
export type Inputs = {
  /** Stores an input, and answers its id: they grow. `not-found`. */
  readonly post: (run: string, input: WriterInput) => Promise<number>
  /** In the order in which they were posted. */
  readonly waiting: (run: string) => Promise<WaitingInput[]>
  readonly refuse: (id: number, problem: Problem) => Promise<void>
  /** An input of a run that is removed counts as taken. A refusal is told once. */
  readonly answer: (id: number) => Promise<InputAnswer>
}

export const createInputs = (db: Kysely<Tables>): Inputs => ({
  async post(run, input) {
    const row = await db
      .insertInto('inputs')
      .columns(['run', 'input'])
      .expression(eb => eb.selectFrom('runs').select(['runs.number', eb.val(JSON.stringify(input)).as('input')]).where('runs.id', '=', sought(run)))
      .returning('id')
      .executeTakeFirst()
    if (row === undefined) throw noSuchRun(run)
    return row.id
  },
  async waiting(run) {
    const rows = await db
      .selectFrom('inputs')
      .select(['id', 'input'])
      .where('run', '=', eb => eb.selectFrom('runs').select('runs.number').where('runs.id', '=', sought(run)))
      .where('refused', 'is', null)
      .orderBy('id')
      .execute()
    return rows.map(row => ({ id: row.id, input: JSON.parse(row.input) }))
  },
  async refuse(id, problem) {
    await db.updateTable('inputs').set({ refused: JSON.stringify(problem) }).where('id', '=', id).execute()
  },
  async answer(id) {
    const row = await db.selectFrom('inputs').select('refused').where('id', '=', id).executeTakeFirst()
    if (row === undefined) return { type: 'taken' }
    if (row.refused === null) return { type: 'waiting' }
    await db.deleteFrom('inputs').where('id', '=', id).execute()
    return { type: 'refused', problem: JSON.parse(row.refused) }
  },
})
