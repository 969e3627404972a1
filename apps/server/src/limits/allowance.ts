import type { Room } from '@coldopen/core'
import { z } from 'zod'

const bucketSchema = z.object({ left: z.number(), perMinute: z.number().positive() })

/** What an endpoint lets in, as far as its answers have said: as of `at`, in milliseconds since 1970. */
export const allowanceSchema = z.object({ at: z.number(), requests: bucketSchema.optional(), tokens: bucketSchema.optional() })

export type Allowance = z.infer<typeof allowanceSchema>
type Bucket = z.infer<typeof bucketSchema>

const minuteMs = 60_000

/** A bucket fills steadily. A clock that was put back fills nothing. */
const filled = (bucket: Bucket | undefined, ms: number): Bucket | undefined => {
  return bucket && { ...bucket, left: Math.min(bucket.perMinute, bucket.left + (bucket.perMinute * Math.max(0, ms)) / minuteMs) }
}

const asOf = (known: Allowance | undefined, now: number): Allowance => ({
  at: now,
  requests: filled(known?.requests, now - (known?.at ?? now)),
  tokens: filled(known?.tokens, now - (known?.at ?? now)),
})

const taken = (bucket: Bucket | undefined, needed: number): Bucket | undefined => bucket && { ...bucket, left: bucket.left - needed }

/** Milliseconds until a bucket is not overdrawn; of one that can never hold so much, until it is full. */
const waitFor = (bucket: Bucket | undefined, needed: number): number => {
  if (!bucket) return 0
  const missing = Math.min(needed, bucket.perMinute) - bucket.left
  return missing > 0 ? Math.ceil((missing / bucket.perMinute) * minuteMs) : 0
}

/** Takes room for one request. `waitMs` is how long it has to wait for it: who comes next waits behind it. */
export const admit = (known: Allowance | undefined, tokens: number, now: number): { readonly allowance: Allowance; readonly waitMs: number } => {
  const { requests, tokens: left } = asOf(known, now)
  const waitMs = Math.max(waitFor(requests, 1), waitFor(left, tokens))
  return { waitMs, allowance: { at: now, requests: taken(requests, 1), tokens: taken(left, left ? Math.min(tokens, left.perMinute) : 0) } }
}

/** What the endpoint said. It has not heard yet of what left after the request that it speaks of, so that the lower count holds. */
export const heard = (known: Allowance | undefined, room: Room, now: number): Allowance => {
  const mine = asOf(known, now)
  const lower = (ours: Bucket | undefined, said: Bucket | undefined): Bucket | undefined => {
    return said ? { perMinute: said.perMinute, left: Math.min(said.left, ours?.left ?? said.left) } : ours
  }
  return { at: now, requests: lower(mine.requests, room.requests), tokens: lower(mine.tokens, room.tokens) }
}
