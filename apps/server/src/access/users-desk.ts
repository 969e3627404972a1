import { ColdopenError } from '@coldopen/core'
import type { NewUser, User, Users } from '@coldopen/store'
import type { Clock } from '../studio/clock.ts'
import { dayOf } from './day.ts'
import { hashOfKey, newUserKey } from './user-key.ts'

/** What an admin does with the users of a hosted server. */
export type UsersDesk = {
  /** The key is told here, once, and kept nowhere. */
  readonly add: (user: Pick<NewUser, 'name' | 'role' | 'quota'>) => Promise<{ readonly user: User; readonly key: string }>
  /** With what each has used of today, in UTC. */
  readonly list: () => Promise<(User & { readonly today: { readonly requests: number; readonly cost: number } })[]>
  /** Takes a key away at once: what its user has open ends in the middle. */
  readonly revoke: (name: string) => Promise<User>
}

export type DeskParts = { readonly users: Users; readonly clock: Clock; readonly newId: () => string; readonly cut: (userId: string) => void }

export const createUsersDesk = (parts: DeskParts): UsersDesk => {
  const { users, clock } = parts
  return {
    async add(given) {
      const key = newUserKey()
      const user = await users.add({ ...given, id: parts.newId(), keyHash: hashOfKey(key) }, clock.now())
      return { user, key }
    },
    async list() {
      const day = dayOf(clock.now())
      const all = await users.list()
      return Promise.all(all.map(async user => ({ ...user, today: await users.used(user.id, day) })))
    },
    async revoke(name) {
      const user = await users.revoke(name, clock.now())
      parts.cut(user.id)
      return user
    },
  }
}

const noDesk = (message: string): UsersDesk => {
  const refuse = async () => {
    throw new ColdopenError('forbidden', message)
  }
  return { add: refuse, list: refuse, revoke: refuse }
}

/** The desk of a server that is there for one person. */
export const localDesk = noDesk('A local server is there for one person and has no users: set COLDOPEN_TOKEN to host one for several.')

/** The desk as those see it who are no admins. */
export const closedDesk = noDesk('Only an admin may add, list or revoke users.')
