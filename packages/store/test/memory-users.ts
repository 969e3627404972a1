import { ColdopenError } from '@coldopen/core'
import type { NewUser, Users } from '../src/users.ts'

/** The users as their contract says it, in the plainest way. */
export const memoryUsers = (): Users => {
  const users = new Map<string, NewUser & { createdAt: string; revokedAt?: string }>()
  const days = new Map<string, { requests: number; cost: number }>()
  const reservations = new Map<string, { user: string; day: string; cost: number }>()
  const live = () => [...users.values()].filter(user => user.revokedAt === undefined)
  const plain = (user: NewUser & { createdAt: string; revokedAt?: string }) => {
    const { keyHash: _, ...rest } = user
    return rest
  }
  const dayOf = (id: string, day: string) => days.get(`${id} ${day}`) ?? { requests: 0, cost: 0 }
  return {
    add: async (user, now) => {
      const before = users.get(user.name)
      if (before && before.revokedAt === undefined) throw new ColdopenError('conflict', 'exists')
      const added = { ...user, id: before?.id ?? user.id, createdAt: before?.createdAt ?? now.toISOString() }
      users.set(user.name, added)
      return plain(added)
    },
    list: async () => [...users.values()].map(plain).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    revoke: async (name, now) => {
      const user = live().find(one => one.name === name)
      if (user === undefined) throw new ColdopenError('not-found', 'no such user')
      user.revokedAt = now.toISOString()
      return plain(user)
    },
    byKey: async hash => live().filter(user => user.keyHash === hash).map(plain)[0],
    byId: async id => live().filter(user => user.id === id).map(plain)[0],
    reserve: async (id, request) => {
      const user = live().find(one => one.id === id)
      if (user === undefined) return 'revoked'
      if (request.cost === null && user.quota.cost !== undefined) return 'no-price'
      const cost = request.cost ?? 0
      const used = dayOf(id, request.day)
      if (user.quota.requests !== undefined && used.requests >= user.quota.requests) return 'requests'
      if (user.quota.cost !== undefined && used.cost > user.quota.cost - cost) return 'cost'
      days.set(`${id} ${request.day}`, { requests: used.requests + 1, cost: used.cost + cost })
      for (const [name, { user: whose, day }] of reservations) if (whose === id && day < request.day) reservations.delete(name)
      reservations.set(request.id, { user: id, day: request.day, cost })
      return 'reserved'
    },
    settle: async (reservation, cost) => {
      const reserved = reservations.get(reservation)
      if (reserved === undefined) return
      reservations.delete(reservation)
      const used = dayOf(reserved.user, reserved.day)
      days.set(`${reserved.user} ${reserved.day}`, { ...used, cost: used.cost - (reserved.cost - cost) })
    },
    used: async (id, day) => dayOf(id, day),
  }
}
