import { bibleSchema, canonicalPackSchema, chunkSchema, segmentSchema } from '@coldopen/script'
import { briefSchema, chunkTold, ColdopenError, modelName, problemSchema, segmentsTold, usageSchema } from '@coldopen/core'
import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { runId } from './inputs.ts'
import { summarySchema } from './summary.ts'

const partSchema = z.object({
  number: z.int(),
  status: z.string(),
  attempt: z.int(),
  mayBeCharged: z.boolean(),
  /** As they stand: in the writer's own words where `runs.edit` has told them. */
  segments: z.array(segmentSchema),
  chunk: chunkSchema.optional(),
  /** A chunk's text as it was drafted, where the writer's stands in its place. */
  drafted: z.string().optional(),
  pack: canonicalPackSchema.optional(),
  usage: usageSchema,
  /** When it was done last; absent while it is not. */
  doneAt: z.iso.datetime().optional(),
  problem: problemSchema.optional(),
  /** Numbers of the segments, or the chunk, that are locked, and of those that are in the writer's words. */
  locked: z.array(z.int()),
  edited: z.array(z.int()),
})

/** One run whole: its model (`provider/model`), its brief, its bible once there is one, and every part with what is finished of it. */
export const runsGet = procedure
  .input(z.object({ runId }))
  .output(z.object({ summary: summarySchema, model: z.string(), brief: briefSchema, bible: bibleSchema.optional(), parts: z.array(partSchema) }))
  .query(async call => {
    const { store } = call.ctx
    const { runId: id } = call.input
    // The summary first: what the parts have beyond its last event is told by those behind it, and nothing is missed.
    const summary = await store.summary(id)
    const [state, doneAt] = await Promise.all([store.load(id), store.partsDoneAt(id)])
    if (!state || !summary) throw new ColdopenError('not-found', `There is no run ${id}. \`coldopen runs\` lists those there are.`)
    const parts = state.parts.map(part => {
      const { chunk, pack } = part.output
      const text = part.edited?.text
      const edited = text === undefined ? (part.edited?.segments ?? []).map(segment => segment.segment_number) : [part.number]
      const told = chunkTold(part, state.brief.language)
      const done = doneAt.get(part.number)
      return { ...part, ...(done !== undefined && { doneAt: done }), segments: [...segmentsTold(part)], ...(told && { chunk: told }), ...(chunk && text !== undefined && { drafted: chunk.text }), ...(pack && { pack }), locked: [...(part.locked ?? [])], edited }
    })
    return { summary, model: modelName(state.options.model), brief: state.brief, ...(state.bible && { bible: state.bible }), parts }
  })
