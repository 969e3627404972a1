import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** What all processes know of the rate limits of an endpoint: any plain data, which is theirs to understand. */
export type Allowances = {
  /**
   * Changes what is known of an endpoint, alone with it until that is stored. `change` is given what was stored before,
   * undefined when nothing was, and its answer is stored and answered.
   */
  readonly change: (endpoint: string, change: (known: unknown) => unknown) => Promise<unknown>
}

/** The row is written first, even when it stays as it is: so it is held until the transaction ends. */
export const createAllowances = (db: Kysely<Tables>): Allowances => ({
  change: (endpoint, change) =>
    db.transaction().execute(async trx => {
      const held = await trx
        .insertInto('allowances')
        .values({ endpoint, allowance: 'null' })
        .onConflict(conflict => conflict.column('endpoint').doUpdateSet(eb => ({ endpoint: eb.ref('excluded.endpoint') })))
        .returning('allowance')
        .executeTakeFirstOrThrow()
      const known: unknown = JSON.parse(held.allowance)
      const next = change(known ?? undefined)
      await trx.updateTable('allowances').set({ allowance: JSON.stringify(next) }).where('endpoint', '=', endpoint).execute()
      return next
    }),
})
