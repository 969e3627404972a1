import { chunkTold, ColdopenError, segmentsTold } from '@coldopen/core'
import { scriptAs, scriptShapes } from '@coldopen/script'
import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { loadedRun, runId } from './inputs.ts'

/**
 * The script of a run as one file, in the writer's own words where `runs.edit` has told them: its text, what is written of it so
 * far. `isWhole` says whether that is all of it. `conflict` before its plan is done.
 */
export const runsExport = procedure
  .input(z.object({ runId, shape: z.enum(scriptShapes) }))
  .output(z.object({ text: z.string(), isWhole: z.boolean() }))
  .query(async call => {
    const { bible, brief, parts } = await loadedRun(call.input.runId, call.ctx.store)
    if (!bible) throw new ColdopenError('conflict', 'The plan of this run is not done yet, so there is nothing to export.')
    const script = brief.layout.chunks ? { bible, chunks: parts.flatMap(part => chunkTold(part, brief.language) ?? []) } : { bible, segments: parts.flatMap(segmentsTold) }
    return { text: scriptAs(script, call.input.shape), isWhole: parts.every(part => part.status === 'done') }
  })
