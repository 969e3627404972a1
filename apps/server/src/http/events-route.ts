import type { IncomingMessage, ServerResponse } from 'node:http'
import { ColdopenError, errorStatus } from '@coldopen/core'
import { z } from 'zod'
import { runId } from '../procedures/inputs.ts'
import type { Context } from '../trpc.ts'
import { refuse } from './answer.ts'

/**
 * `GET /runs/:id/events`: every event of a run as server-sent events, then those to come. `Last-Event-ID`, or `?after=`, is
 * the number of the last event that a client has; each event's id is its number, and its data what `runs.events` gives.
 */
const path = /^\/runs\/([^/?]+)\/events(?:\?(.*))?$/

export const isEventsRoute = (request: IncomingMessage): boolean => request.method === 'GET' && path.test(request.url ?? '')

const asked = z.object({ run: runId, after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER) })

const readAsked = (request: IncomingMessage): z.infer<typeof asked> => {
  const [, run = '', query] = path.exec(request.url ?? '') ?? []
  const after = request.headers['last-event-id'] || (new URLSearchParams(query).get('after') ?? 0)
  const read = asked.safeParse({ run: decoded(run), after })
  if (!read.success) throw new ColdopenError('invalid-input', 'The id of a run, or the number of an event to go on from, is not one.')
  return read.data
}

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** Answers with the stream, or with the one sentence why there is none. */
export const answerEvents = async (request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> => {
  try {
    const { run, after } = readAsked(request)
    if (!(await context.store.summary(run))) throw new ColdopenError('not-found', `There is no run ${run}.`)
    await context.studio.send(run, after, response)
  } catch (error) {
    if (!(error instanceof ColdopenError)) throw error
    refuse(response, { status: errorStatus[error.code], code: error.code, message: error.message }, context.requestId)
  }
}
