import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { runId } from './inputs.ts'

/** Deletes a run, its events and what was written anew of its script; files stay. `conflict` while it is drafted: cancel it first. */
export const runsDelete = procedure.input(z.object({ runId })).mutation(call => call.ctx.studio.remove(call.input.runId))
