import { tracked } from '@trpc/server'
import { ColdopenError } from '@coldopen/core'
import { z } from 'zod'
import { asTrpcError, procedure } from '../trpc.ts'
import { runId } from './inputs.ts'

/**
 * Every event of a run from `lastEventId` (0, the beginning, by default), then those to come. The id of an event is its
 * number, so that a client that reconnects misses nothing and is given nothing twice.
 */
export const runsEvents = procedure.input(z.object({ runId, lastEventId: z.coerce.number().int().min(0).default(0) })).subscription(async function* (call) {
  const { studio, store, log } = call.ctx
  const signal = call.signal ?? new AbortController().signal
  try {
    if (!(await store.summary(call.input.runId))) throw new ColdopenError('not-found', `There is no run ${call.input.runId}.`)
    for await (const event of studio.follow(call.input.runId, call.input.lastEventId, signal)) {
      yield tracked(String(event.seq), event)
    }
  } catch (error) {
    if (error instanceof ColdopenError) throw asTrpcError(error)
    log.error({ err: error, run: call.input.runId }, 'a subscription failed in a way nobody expected')
    throw asTrpcError(new ColdopenError('storage', 'The events cannot be read; the log of the server has the details.', error))
  }
})
