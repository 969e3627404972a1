import { userRoles } from '@coldopen/store'
import { z } from 'zod'

export const userName = z.string().regex(/^[A-Za-z0-9][\w.@-]{0,63}$/, 'a name is 1 to 64 letters of the Latin alphabet, digits, and . _ @ -, and begins with a letter or a digit')

/** What is left out has no limit. `requests` and `cost` (USD) are for a day of UTC. */
export const quotaSchema = z.object({
  runs: z.int().min(0).max(1_000_000).optional(),
  requests: z.int().min(0).max(1_000_000_000).optional(),
  cost: z.number().min(0).max(1_000_000_000).optional(),
})

export const userRole = z.enum(userRoles)

/** A user as an admin sees one: nothing of the key. */
export const userSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: userRole,
  quota: quotaSchema,
  createdAt: z.iso.datetime(),
  revokedAt: z.iso.datetime().optional(),
})
