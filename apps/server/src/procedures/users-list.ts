import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { userSchema } from './users.ts'

/** The users of a hosted server by name, those who were revoked too, and what each has used today (UTC). For admins. */
export const usersList = procedure
  .output(z.array(userSchema.extend({ today: z.object({ requests: z.int(), cost: z.number() }) })))
  .query(call => call.ctx.users.list())
