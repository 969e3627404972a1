import type { UserRole } from './tables.ts'

/** What a user may use; what is left out has no limit. */
export type Quota = {
  /** Runs that are pending or being drafted at once. */
  readonly runs?: number
  /** Requests to a model, and USD, in one day of UTC. */
  readonly requests?: number
  readonly cost?: number
}

/** A person or a program that uses a hosted server. Nothing of the key is here. Times are ISO 8601, UTC. */
export type User = {
  readonly id: string
  readonly name: string
  readonly role: UserRole
  readonly quota: Quota
  readonly createdAt: string
  readonly revokedAt?: string
}

export type NewUser = Pick<User, 'id' | 'name' | 'role' | 'quota'> & {
  /** SHA-256 of the key, in hexadecimal. */
  readonly keyHash: string
}

/**
 * What one request may cost at the worst, and the day (`2026-11-20`, UTC) it counts in. `cost` is null where the price is not
 * known. By `id` it is settled.
 */
export type Reserving = { readonly id: string; readonly day: string; readonly cost: number | null }

/** Whether a request may leave, and what stands against it. */
export type Reserved = 'reserved' | 'revoked' | 'no-price' | 'requests' | 'cost'

/** The users of a hosted server and what they have used. Every method rejects with `storage` as those of the store do. */
export type Users = {
  /**
   * Adds a user. One who was revoked comes back under the same name, with the runs that were theirs, the new key, role and
   * quota, and the id that they had. `conflict` when the name is in use.
   */
  readonly add: (user: NewUser, now: Date) => Promise<User>
  /** By name. Revoked ones are among them. */
  readonly list: () => Promise<User[]>
  /** The key is worth nothing from now on. `not-found` when no such user has one. */
  readonly revoke: (name: string, now: Date) => Promise<User>
  /** The user whose key has this SHA-256, unless revoked. */
  readonly byKey: (keyHash: string) => Promise<User | undefined>
  /** The user of an id, unless revoked. */
  readonly byId: (id: string) => Promise<User | undefined>
  /** Counts a request and its cost at the worst against the user's day, or, where that is more than the quota, does nothing. */
  readonly reserve: (id: string, request: Reserving) => Promise<Reserved>
  /**
   * Puts the real cost of a request, in USD, in the place of what was reserved for it. Only the first time: when the answer to
   * it is lost it may be asked for again. What was reserved on a day that is over for its user stays as it is.
   */
  readonly settle: (reservation: string, cost: number) => Promise<void>
  /** What a user has used of a day: requests sent, and USD spent or reserved. */
  readonly used: (id: string, day: string) => Promise<{ readonly requests: number; readonly cost: number }>
}
