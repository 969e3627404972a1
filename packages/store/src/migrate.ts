import { ColdopenError } from '@coldopen/core'
import type { Kysely } from 'kysely'
import type { Backend } from './backend.ts'
import type { Migration } from './migrations.ts'
import type { Tables } from './tables.ts'

/**
 * Brings a database to the newest version in one transaction: all steps that it lacks, or none. `storage` when the database
 * is of a newer version than the last of `migrations`; it is then left as it is.
 */
export const migrate = async (db: Kysely<Tables>, backend: Backend, migrations: readonly Migration[]): Promise<void> => {
  await db.transaction().execute(async trx => {
    await backend.migrating?.execute(trx)
    await trx.schema
      .createTable('migrations')
      .ifNotExists()
      .addColumn('version', 'integer', column => column.primaryKey())
      .addColumn('name', 'text', column => column.notNull())
      .execute()
    const newest = await trx.selectFrom('migrations').select('version').orderBy('version', 'desc').limit(1).executeTakeFirst()
    const version = newest?.version ?? 0
    if (version > migrations.length) {
      throw new ColdopenError(
        'storage',
        `${backend.place} was written by a newer Coldopen (its format is ${version}, this one knows formats up to ` +
          `${migrations.length}): update Coldopen, or choose another ${backend.elsewhere}.`,
      )
    }
    for (const [index, migration] of migrations.entries()) {
      if (index < version) continue
      await migration.up(trx.schema, backend, trx)
      await trx.insertInto('migrations').values({ version: index + 1, name: migration.name }).execute()
    }
  })
}
