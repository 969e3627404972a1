import { ColdopenError } from '@coldopen/core'
import { z } from 'zod'
import { windowId, type RelayFrame } from '../relay/frames.ts'
import { asTrpcError, procedure } from '../trpc.ts'

/**
 * What a window is asked that lends its models, until it goes away. While it listens the server stays. A window the server
 * does not know (any more) gets `not-found`: it offers its models, and listens again.
 */
export const modelsServe = procedure.input(z.object({ window: windowId })).subscription(async function* (call): AsyncGenerator<RelayFrame> {
  try {
    yield* call.ctx.relays.frames(call.input.window, call.signal ?? new AbortController().signal)
  } catch (error) {
    if (error instanceof ColdopenError) throw asTrpcError(error)
    throw error
  }
})
