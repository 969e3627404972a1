import { createHash, timingSafeEqual } from 'node:crypto'
import type { Users } from '@coldopen/store'
import { master, type Caller } from './caller.ts'
import { hashOfKey, isUserKey } from './user-key.ts'

/** Finds out who calls by the Authorization header; undefined when it is nobody we know. */
export type Callers = (authorization: string | undefined) => Promise<Caller | undefined>

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** `users` is there on a hosted server only. They are asked at every call, so that a key that is revoked is worth nothing at once. */
export const createCallers = (known: { readonly token: string; readonly users?: Pick<Users, 'byKey'> }): Callers => {
  const own = digest(`Bearer ${known.token}`)
  return async authorization => {
    if (authorization === undefined) return undefined
    if (timingSafeEqual(digest(authorization), own)) return master
    const key = authorization.replace(/^Bearer /, '')
    if (!known.users || !isUserKey(key)) return undefined
    const keyHash = hashOfKey(key)
    const user = await known.users.byKey(keyHash)
    return user && { role: user.role, user: { id: user.id, name: user.name, quota: user.quota, keyHash } }
  }
}
