import { describe, expect, test } from 'vitest'
import type { NewUser } from '../../src/users.ts'
import { newState } from '../sample-run.ts'
import { codeOf, morning, noon, type Fixture } from './fixture.ts'

const day = '2026-11-20'
const nextDay = '2026-11-21'
let made = 0

const newUser = (quota: NewUser['quota'] = {}): NewUser => {
  const name = `user-${++made}`
  return { id: `id-of-${name}`, name, role: 'user', quota, keyHash: `hash-of-${name}` }
}

const request = (cost: number | null, on = day) => ({ id: `request-${++made}`, day: on, cost })

export const ofTheUsers = (at: Fixture): void => {
  describe('a user', () => {
    test('is found by the key and by the id, and is listed without the key', async () => {
      const { users } = at.store()
      const given = newUser({ runs: 2, requests: 100, cost: 1.5 })
      const { keyHash, ...rest } = given
      const added = await users.add(given, morning)
      expect(added).toStrictEqual({ ...rest, createdAt: morning.toISOString() })
      expect(await users.byKey(keyHash)).toStrictEqual(added)
      expect(await users.byId(given.id)).toStrictEqual(added)
      expect(await users.list()).toContainEqual(added)
      expect(JSON.stringify(await users.list())).not.toContain(keyHash)
      expect([await users.byKey('none'), await users.byId('none')]).toStrictEqual([undefined, undefined])
    })

    test('has a name of their own', async () => {
      const { users } = at.store()
      const given = newUser()
      await users.add(given, morning)
      expect(await codeOf(users.add({ ...newUser(), name: given.name }, noon))).toBe('conflict')
      expect(await users.byKey(given.keyHash)).toMatchObject({ id: given.id })
    })

    test('who is revoked is nobody, and comes back by the same name and id with another key', async () => {
      const { users } = at.store()
      const given = newUser({ requests: 1 })
      await users.add(given, morning)
      expect(await users.revoke(given.name, noon)).toMatchObject({ revokedAt: noon.toISOString() })
      expect(await codeOf(users.revoke(given.name, noon))).toBe('not-found')
      expect([await users.byKey(given.keyHash), await users.byId(given.id)]).toStrictEqual([undefined, undefined])
      expect(await users.reserve(given.id, request(0))).toBe('revoked')
      await users.add({ ...newUser(), name: given.name, keyHash: `${given.keyHash}-2` }, noon)
      expect(await users.byKey(given.keyHash)).toBeUndefined()
      expect(await users.byKey(`${given.keyHash}-2`)).toStrictEqual({ id: given.id, name: given.name, role: 'user', quota: {}, createdAt: morning.toISOString() })
    })

    test('has runs of their own, which others do not find among theirs', async () => {
      const { users } = at.store()
      const [mine, theirs] = [newUser(), newUser()]
      for (const user of [mine, theirs]) await users.add(user, morning)
      const ids = [at.newId(), at.newId(), at.newId()]
      for (const [n, id] of ids.entries()) await at.store().create({ id, owner: n === 1 ? theirs.id : mine.id }, newState('x'), morning)
      const nobodys = await at.newRun()
      expect(await Promise.all([...ids, nobodys, 'none'].map(id => at.store().ownerOf(id)))).toStrictEqual([mine.id, theirs.id, mine.id, null, undefined])
      const listed = async (owner: string, before?: string) => (await at.store().list({ limit: 9, owner, ...(before && { before }) })).map(run => run.id)
      expect(await listed(mine.id)).toStrictEqual([ids[2], ids[0]])
      expect(await listed(mine.id, ids[2])).toStrictEqual([ids[0]])
      expect(await codeOf(at.store().list({ limit: 9, owner: mine.id, before: ids[1] ?? '' }))).toBe('not-found')
      expect(await at.store().counts(mine.id)).toStrictEqual(new Map([['pending', 2]]))
      expect((await at.store().counts()).get('pending')).toBeGreaterThan(2)
    })
  })

  describe('the quota of a day', () => {
    test('lets in as many requests as it says, and no more the same day', async () => {
      const { users } = at.store()
      const user = newUser({ requests: 3 })
      await users.add(user, morning)
      const said = await Promise.all(Array.from({ length: 8 }, () => users.reserve(user.id, request(null))))
      expect(said.toSorted()).toStrictEqual([...Array.from({ length: 5 }, () => 'requests'), ...Array.from({ length: 3 }, () => 'reserved')])
      expect(await users.used(user.id, day)).toStrictEqual({ requests: 3, cost: 0 })
      expect(await users.reserve(user.id, request(null, nextDay))).toBe('reserved')
    })

    test('is never exceeded by what is reserved, and what was not spent is given back', async () => {
      const { users } = at.store()
      const user = newUser({ cost: 1 })
      await users.add(user, morning)
      const requests = Array.from({ length: 5 }, () => request(0.375))
      const said = await Promise.all(requests.map(one => users.reserve(user.id, one)))
      expect(said.filter(one => one === 'reserved')).toHaveLength(2)
      expect(said.filter(one => one === 'cost')).toHaveLength(3)
      expect((await users.used(user.id, day)).cost).toBe(0.75)
      await users.settle(requests[said.indexOf('reserved')]?.id ?? '', 0.125)
      expect(await users.reserve(user.id, request(0.5))).toBe('reserved')
      expect(await users.reserve(user.id, request(0.125))).toBe('cost')
      expect((await users.used(user.id, day)).cost).toBe(1)
    })

    test('has each request at its real cost, once, however often it is settled; a day that is over stays as it is', async () => {
      const { users } = at.store()
      const user = newUser({ cost: 1 })
      await users.add(user, morning)
      const [cheap, dear, late] = [request(0.25), request(0.25), request(0.25)]
      for (const one of [cheap, dear, late]) expect(await users.reserve(user.id, one)).toBe('reserved')
      for (let times = 0; times < 2; times++) await users.settle(cheap.id, 0.125)
      expect(await users.used(user.id, day)).toStrictEqual({ requests: 3, cost: 0.625 })
      await users.settle(dear.id, 0.5)
      await users.settle('no request', 0)
      expect(await users.used(user.id, day)).toStrictEqual({ requests: 3, cost: 0.875 })
      expect(await users.reserve(user.id, request(0, nextDay))).toBe('reserved')
      await users.settle(late.id, 0)
      expect(await users.used(user.id, day)).toStrictEqual({ requests: 3, cost: 0.875 })
      expect(await users.used(user.id, nextDay)).toStrictEqual({ requests: 1, cost: 0 })
    })

    test('of cost cannot be kept where the price is not known', async () => {
      const { users } = at.store()
      const user = newUser({ cost: 1 })
      await users.add(user, morning)
      expect(await users.reserve(user.id, request(null))).toBe('no-price')
      expect(await users.used(user.id, day)).toStrictEqual({ requests: 0, cost: 0 })
    })
  })
}
