import { bibleSchema, canonicalPackSchema, chunkSchema, segmentSchema } from '@coldopen/script'
import { briefSchema, ColdopenError, modelName, usageSchema } from '@coldopen/core'
import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { runId } from './inputs.ts'
import { summarySchema } from './summary.ts'

const partSchema = z.object({
  number: z.int(),
  status: z.string(),
  attempt: z.int(),
  mayBeCharged: z.boolean(),
  segments: z.array(segmentSchema),
  chunk: chunkSchema.optional(),
  pack: canonicalPackSchema.optional(),
  usage: usageSchema,
})

/** One run whole: its model (`provider/model`), its brief, its bible once there is one, and every part with what is finished of it. */
export const runsGet = procedure
  .input(z.object({ runId }))
  .output(z.object({ summary: summarySchema, model: z.string(), brief: briefSchema, bible: bibleSchema.optional(), parts: z.array(partSchema) }))
  .query(async call => {
    const [state, summary] = await Promise.all([call.ctx.store.load(call.input.runId), call.ctx.store.summary(call.input.runId)])
    if (!state || !summary) throw new ColdopenError('not-found', `There is no run ${call.input.runId}. \`coldopen runs\` lists those there are.`)
    const parts = state.parts.map(part => {
      const { segments, chunk, pack } = part.output
      return { ...part, segments: [...segments], ...(chunk && { chunk }), ...(pack && { pack }) }
    })
    return { summary, model: modelName(state.options.model), brief: state.brief, ...(state.bible && { bible: state.bible }), parts }
  })
