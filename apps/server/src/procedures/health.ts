import { protocolVersion } from '@coldopen/core'
import { z } from 'zod'
import { procedure } from '../trpc.ts'

/** That the server lives, which protocol it speaks, and whether it could be replaced without harm. */
export const health = procedure
  .output(z.object({ protocol: z.int(), pid: z.int(), idle: z.boolean() }))
  .query(call => ({ protocol: protocolVersion, pid: process.pid, idle: call.ctx.studio.isIdle() }))
