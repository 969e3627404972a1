import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { chosenModel, modelInput, optionsFor, runInput, settledBrief } from './inputs.ts'
import { untilItEnds } from './until-it-ends.ts'

/**
 * Step 1 alone: streams the plan's events, `plan-end` with the whole bible among them. It is a run like any other, so a
 * caller that loses the connection finds the bible by the run's id.
 */
export const bibleGenerate = procedure
  .input(z.object({ brief: runInput.shape.brief, options: runInput.shape.options, ...modelInput.shape }))
  .mutation(async function* (call) {
    const chosen = await chosenModel(call.input, call.ctx)
    const brief = await settledBrief({ brief: call.input.brief, chosen }, call.ctx.store)
    const run = await call.ctx.studio.start({ start: { brief, options: { ...optionsFor(call.input.options, chosen), only: [] } }, key: chosen.key })
    yield* untilItEnds(call.ctx.studio, run, call.signal)
  })
