import { requestFor } from './request.ts'
import type { PartState, RunState } from './run-state.ts'
import type { Effect } from './step.ts'

/**
 * Reads a part's answer again from its beginning, which its provider keeps and does not charge for twice. The reader of the
 * answer is then where the dead one was without anything of it having been stored.
 */
export const takeUpOf = (state: RunState, part: PartState): Effect => {
  const { request } = requestFor(state, part)
  const mark = { responseId: part.responseId ?? '', seq: 0, characters: 0, searches: request.webSearch === true }
  return { type: 'take-up', part: part.number, attempt: part.attempt, mark }
}
