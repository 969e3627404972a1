import { createHash, randomBytes } from 'node:crypto'

const form = /^co_[A-Za-z0-9_-]{43}$/

/** A new key: 256 random bits, with a prefix by which scanners of secrets know it. */
export const newUserKey = (): string => `co_${randomBytes(32).toString('base64url')}`

export const isUserKey = (text: string): boolean => form.test(text)

/**
 * What is kept of a key. A plain hash is enough: nobody guesses 256 random bits, however fast the hash is, and a slow one
 * would only let strangers keep the server busy.
 */
export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex')
