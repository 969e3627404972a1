import type { Bible } from '@coldopen/script'
import { establishesFacts, isChunked } from './chunk.ts'
import { layoutOf } from './layout.ts'
import { inFlight, isDrafting, type PartState, type RunState } from './run-state.ts'
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

/** The sets that a list of parts makes, each made once: a run asks for every part at every step. */
const chosenParts = new WeakMap<readonly number[], ReadonlySet<number>>()

const chosen = (only: readonly number[]): ReadonlySet<number> => {
  const known = chosenParts.get(only) ?? new Set(only)
  chosenParts.set(only, known)
  return known
}

/** The parts that a run is meant to draft: those asked for, and whichever establishes their facts; undefined for all. */
const wantedParts = (state: RunState): ReadonlySet<number> | undefined => {
  const only = state.options.only && chosen(state.options.only)
  return only && only.size > 0 && establishesFacts(state.brief, 1) ? new Set([1, ...only]) : only
}

/** What is under way, what comes next, and whether all that was asked for is done. */
export type Survey = { readonly busy: number; readonly next: PartState | undefined; readonly isWhole: boolean }

/** Whether the part that establishes the facts has yet to do so, without which no other is asked for. */
export const waitsForFacts = (state: RunState): boolean => {
  const facts = establishesFacts(state.brief, 1) ? state.parts[1] : undefined
  return facts !== undefined && facts.status !== 'done' && !facts.again
}

/**
 * Looks over all parts of a run, once: there may be ten thousand of them, and as many steps. A run that has stopped, or is
 * about to, has nothing that comes next but parts that were asked for by themselves.
 */
export const survey = (state: RunState): Survey => {
  const wanted = wantedParts(state)
  const waits = waitsForFacts(state)
  const drafts = isDrafting(state)
  let busy = 0
  let next: PartState | undefined
  let isWhole = state.bible !== undefined
  for (const part of state.parts) {
    if (part.status === 'done') continue
    if (inFlight(part)) busy++
    if (part.number > 0 && wanted && !wanted.has(part.number) && !part.alone && part.status !== 'failed') continue
    isWhole = false
    if (next || !(drafts || part.alone)) continue
    if (part.status === 'pending' && (!waits || part.number <= 1)) next = part
  }
  return { busy, next, isWhole }
}

/** A run in which nothing is asked for by itself any more. */
export const withoutAlone = (state: RunState): RunState => {
  if (!state.parts.some(part => part.alone)) return state
  return { ...state, parts: state.parts.map(part => (part.alone ? notAlone(part) : part)) }
}

/** A part that is asked for when its run comes to it, and not before. */
export const notAlone = (part: PartState): PartState => {
  const { alone: _, ...rest } = part
  return rest
}

const nameOf = (state: RunState, number: number): string => {
  const { revision } = state.options
  if (number === 0) return 'the plan'
  if (revision?.type === 'passage') return 'the passage'
  if (revision) return `${revision.type} ${revision.type === 'chunk' ? revision.number : revision.current.segment_number}`
  return `${isChunked(state.brief) ? 'chunk' : 'set'} ${number}`
}

/** Parts as a sentence names them: `Set 1, set 2 and set 3`. */
export const namesOf = (state: RunState, numbers: readonly number[]): string => {
  const names = numbers.map(number => nameOf(state, number))
  const list = new Intl.ListFormat('en-GB').format(names)
  return list.charAt(0).toUpperCase() + list.slice(1)
}

/** Units of a script (segments or chunks) that are finished. */
export const unitsOf = (state: RunState): number => {
  return state.parts.slice(1).reduce((sum, part) => sum + (isChunked(state.brief) ? Number(part.status === 'done' || part.again !== undefined) : part.output.segments.length), 0)
}
