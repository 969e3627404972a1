import { ColdopenError } from '@coldopen/core'
import type { Kysely, Selectable, Transaction } from 'kysely'
import type { Tables, UsersTable } from './tables.ts'
import type { NewUser, Quota, Reserved, Reserving, User, Users } from './users.ts'

const userColumns = ['id', 'name', 'role', 'runs', 'requests', 'cost', 'created_at', 'revoked_at'] as const

const userOf = (row: Pick<Selectable<UsersTable>, (typeof userColumns)[number]>): User => ({
  id: row.id,
  name: row.name,
  role: row.role,
  quota: {
    ...(row.runs === null ? {} : { runs: row.runs }),
    ...(row.requests === null ? {} : { requests: row.requests }),
    ...(row.cost === null ? {} : { cost: row.cost }),
  },
  createdAt: row.created_at,
  ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at }),
})

const quotaColumns = (quota: Quota) => ({ runs: quota.runs ?? null, requests: quota.requests ?? null, cost: quota.cost ?? null })

const add = (db: Kysely<Tables>) => async (user: NewUser, now: Date): Promise<User> => {
  const { id, name, role, quota, keyHash } = user
  const given = { role, key_hash: keyHash, ...quotaColumns(quota) }
  const row = await db
    .insertInto('users')
    .values({ id, name, created_at: now.toISOString(), ...given })
    .onConflict(conflict => conflict.column('name').doUpdateSet({ ...given, revoked_at: null }).where('users.revoked_at', 'is not', null))
    .returning(userColumns)
    .executeTakeFirst()
  if (row === undefined) throw new ColdopenError('conflict', `There is a user ${name} already: choose another name, or revoke that one first.`)
  return userOf(row)
}

const revoke = (db: Kysely<Tables>) => async (name: string, now: Date): Promise<User> => {
  const row = await db
    .updateTable('users')
    .set({ revoked_at: now.toISOString() })
    .where('name', '=', name)
    .where('revoked_at', 'is', null)
    .returning(userColumns)
    .executeTakeFirst()
  if (row === undefined) throw new ColdopenError('not-found', `There is no user ${name} to revoke. \`coldopen user list\` lists those there are.`)
  return userOf(row)
}

const live = (db: Kysely<Tables>, column: 'id' | 'key_hash') => async (value: string): Promise<User | undefined> => {
  const row = await db.selectFrom('users').select(userColumns).where(column, '=', value).where('revoked_at', 'is', null).executeTakeFirst()
  return row && userOf(row)
}

/** The day's row is locked by its own update, so that of two requests for the last of a quota one is refused. */
const count = async (trx: Transaction<Tables>, user: User, request: Reserving): Promise<Reserved> => {
  const { id, day } = request
  const cost = request.cost ?? 0
  const { quota } = user
  await trx.insertInto('user_days').values({ user_id: user.id, day, requests: 0, cost: 0 }).onConflict(conflict => conflict.columns(['user_id', 'day']).doNothing()).execute()
  let counting = trx
    .updateTable('user_days')
    .set(eb => ({ requests: eb('requests', '+', 1), cost: eb('cost', '+', cost) }))
    .where('user_id', '=', user.id)
    .where('day', '=', day)
  if (quota.requests !== undefined) counting = counting.where('requests', '<', quota.requests)
  if (quota.cost !== undefined) counting = counting.where('cost', '<=', quota.cost - cost)
  if (await counting.returning('day').executeTakeFirst()) {
    await trx.insertInto('reservations').values({ id, user_id: user.id, day, cost }).execute()
    await trx.deleteFrom('reservations').where('user_id', '=', user.id).where('day', '<', day).execute()
    return 'reserved'
  }
  const { requests } = await trx.selectFrom('user_days').select('requests').where('user_id', '=', user.id).where('day', '=', day).executeTakeFirstOrThrow()
  return quota.requests !== undefined && requests >= quota.requests ? 'requests' : 'cost'
}

export const createUsers = (db: Kysely<Tables>): Users => ({
  add: add(db),
  list: async () => (await db.selectFrom('users').select(userColumns).orderBy('name').execute()).map(userOf),
  revoke: revoke(db),
  byKey: live(db, 'key_hash'),
  byId: live(db, 'id'),
  reserve: (id, request) =>
    db.transaction().execute(async trx => {
      const user = await live(trx, 'id')(id)
      if (user === undefined) return 'revoked'
      if (request.cost === null && user.quota.cost !== undefined) return 'no-price'
      return count(trx, user, request)
    }),
  settle: (reservation, cost) =>
    db.transaction().execute(async trx => {
      const reserved = await trx.deleteFrom('reservations').where('id', '=', reservation).returning(['user_id', 'day', 'cost']).executeTakeFirst()
      if (reserved === undefined) return
      const tooMuch = reserved.cost - cost
      await trx.updateTable('user_days').set(eb => ({ cost: eb('cost', '-', tooMuch) })).where('user_id', '=', reserved.user_id).where('day', '=', reserved.day).execute()
    }),
  async used(id, day) {
    const row = await db.selectFrom('user_days').select(['requests', 'cost']).where('user_id', '=', id).where('day', '=', day).executeTakeFirst()
    return { requests: row?.requests ?? 0, cost: row?.cost ?? 0 }
  },
})
