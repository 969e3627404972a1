import type { Bible } from '@coldopen/script'
import { establishesFacts, isChunked } from './chunk.ts'
import { layoutOf } from './layout.ts'
import type { PartState, RunState } from './run-state.ts'
import { noTokens, noUsage } from './spending.ts'

const newPart = (number: number): PartState => ({
  number,
  status: 'pending',
  attempt: 0,
  topUps: 0,
  retries: 0,
  asked: [],
  reserved: noTokens,
  lost: noTokens,
  mayBeCharged: false,
  output: { segments: [] },
  usage: noUsage,
})

/** The plan, before anything was asked for. */
export const newPlan = (): PartState => newPart(0)

export const withPart = (state: RunState, part: PartState): RunState => ({ ...state, parts: state.parts.with(part.number, part) })

/** The plan is done: the bible stands, and there is a part for every set. */
export const withBible = (state: RunState, plan: PartState, bible: Bible): RunState => {
  const { sets } = layoutOf(state.brief)
  return { ...state, bible, parts: [plan, ...Array.from({ length: sets }, (_, i) => newPart(i + 1))] }
}

/** Whether a request for this part has left, or is about to, and how it ended is not known. */
export const isAsking = (part: PartState): boolean => part.status === 'requested' || part.status === 'open'

/** Whether a run is meant to draft this part: all by default, and whichever establishes the facts of those that are. */
export const isWanted = (state: RunState, number: number): boolean => {
  const { only } = state.options
  if (number === 0 || only === undefined || only.includes(number)) return true
  return only.length > 0 && establishesFacts(state.brief, number)
}

/** Parts as a sentence names them: `Set 1, set 2 and set 3`. */
export const namesOf = (state: RunState, numbers: readonly number[]): string => {
  const part = isChunked(state.brief) ? 'chunk' : 'set'
  const names = numbers.map(number => (number === 0 ? 'the plan' : `${part} ${number}`))
  const list = new Intl.ListFormat('en-GB').format(names)
  return list.charAt(0).toUpperCase() + list.slice(1)
}

/** Units of a script (segments or chunks) that are finished. */
export const unitsOf = (state: RunState): number => {
  return state.parts.slice(1).reduce((sum, part) => sum + (isChunked(state.brief) ? Number(part.status === 'done') : part.output.segments.length), 0)
}
