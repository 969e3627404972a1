import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, sql, SqliteDialect } from 'kysely'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder.ts'
import { kyselyDatabase } from './kysely-database.ts'

const open = (file: string) => new Kysely<{ t: { a: number } }>({ dialect: new SqliteDialect({ database: kyselyDatabase(new DatabaseSync(file)) }) })

test('a transaction holds the write lock from its beginning', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'x.sqlite')
  const db = open(file)
  const other = new DatabaseSync(file, { timeout: 0 })
  await db.transaction().execute(async trx => {
    await trx.selectFrom('t').select('a').execute().catch(() => undefined)
    expect(() => other.exec('begin immediate')).toThrow('locked')
  })
  other.exec('begin immediate; rollback')
  other.close()
  await db.destroy()
})

test('when SQLite has ended a transaction by itself, the error says why', async () => {
  const db = open(':memory:')
  await sql`create table t (a integer unique)`.execute(db)
  await db.insertInto('t').values({ a: 1 }).execute()
  const work = db.transaction().execute(async trx => {
    await trx.insertInto('t').values({ a: 2 }).execute()
    await sql`insert or rollback into t values (1)`.execute(trx)
  })
  await expect(work).rejects.toThrow('UNIQUE constraint failed')
  expect(await db.selectFrom('t').select('a').execute()).toMatchObject([{ a: 1 }])
  await db.destroy()
})

test('a value that no column takes is refused before it is bound', async () => {
  const db = open(':memory:')
  await expect(sql`select ${true}`.execute(db)).rejects.toThrow('A column takes text, a number or null, not boolean.')
  await db.destroy()
})

test('more statements than are kept prepared still have their own answers', async () => {
  const db = open(':memory:')
  for (let n = 0; n < 300; n++) expect((await sql<{ n: number }>`select ${sql.lit(n)} as n`.execute(db)).rows).toMatchObject([{ n }])
  await db.destroy()
})
