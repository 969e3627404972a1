import { asWritten } from './again.ts'
import { createChunkReader } from './read-chunk.ts'
import { chunkRequest } from './chunk-request.ts'
import { formatOf } from './layout.ts'
import type { PartRequest } from './part-request.ts'
import { withPart } from './parts.ts'
import { planRequest } from './plan-request.ts'
import { createPlanReader } from './read-plan.ts'
import { createSetReader } from './read-set.ts'
import type { Asked, PartReader } from './reader.ts'
import { revisionRequest } from './revision-request.ts'
import { writersRoster } from './roster.ts'
import type { PartState, RunState } from './run-state.ts'
import { rulesOf, setRequest } from './set-request.ts'

/** The request for what a part asks for. Pure: the same state gives the same request. */
export const requestFor = (given: RunState, of: PartState): PartRequest => {
  const part = asWritten(of)
  const state = of.again ? withPart(given, part) : given
  const { bible } = state
  const { revision } = state.options
  const format = formatOf(state.brief)
  if (revision && bible) return revisionRequest({ state, bible, revision }, part)
  if (part.number > 0 && bible) return format.kind === 'segmented' ? setRequest({ state, bible, format }, part) : chunkRequest({ state, bible, format }, part)
  if (format.kind === 'chunked' && format.plan === 'fixed') throw new Error(`the plan of a ${format.name} is not asked for`)
  return planRequest(state, part, format)
}

/** The reader of the answer to that request. */
export const readerFor = (state: RunState, of: Asked & Pick<PartState, 'again'>): PartReader => {
  const part: Asked = of.again ? { ...of, output: of.again } : of
  if (part.number === 0 || !state.bible) return createPlanReader(part, writersRoster(state.brief))
  return formatOf(state.brief).kind === 'segmented' ? createSetReader(part, rulesOf(state.brief, state.bible)) : createChunkReader(state, part)
}
