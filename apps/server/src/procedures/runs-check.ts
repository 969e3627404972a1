import { checkScript, findingSchema } from '@coldopen/script'
import { chunkTold, ColdopenError, segmentsTold } from '@coldopen/core'
import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { loadedRun, runId } from './inputs.ts'

/** What the script of a run, as it stands, does not keep to; what is not written yet is missing. `conflict` before its plan is done. */
export const runsCheck = procedure
  .input(z.object({ runId }))
  .output(z.object({ findings: z.array(findingSchema) }))
  .query(async call => {
    const { bible, brief, parts } = await loadedRun(call.input.runId, call.ctx.store)
    if (!bible) throw new ColdopenError('conflict', 'The plan of this run is not done yet, so there is nothing to check.')
    if (!brief.layout.chunks) return { findings: checkScript({ bible, segments: parts.flatMap(segmentsTold) }) }
    const chunks = parts.flatMap(part => chunkTold(part, brief.language) ?? [])
    return { findings: checkScript({ bible, chunks }) }
  })
