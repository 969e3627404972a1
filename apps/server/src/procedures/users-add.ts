import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { quotaSchema, userName, userRole, userSchema } from './users.ts'

/** Adds a user of a hosted server, for admins. The key is in this answer and nowhere else. */
export const usersAdd = procedure
  .input(z.object({ name: userName, role: userRole.default('user'), quota: quotaSchema.prefault({}) }))
  .output(z.object({ user: userSchema, key: z.string() }))
  .mutation(call => {
    const { name, role, quota } = call.input
    const { runs, requests, cost } = quota
    const given = { ...(runs !== undefined && { runs }), ...(requests !== undefined && { requests }), ...(cost !== undefined && { cost }) }
    return call.ctx.users.add({ name, role, quota: given })
  })
