import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { userName, userSchema } from './users.ts'

/** Takes a user's key away, at once: streams that are open end. Their runs stay, and send nothing more. For admins. */
export const usersRevoke = procedure.input(z.object({ name: userName })).output(userSchema).mutation(call => call.ctx.users.revoke(call.input.name))
