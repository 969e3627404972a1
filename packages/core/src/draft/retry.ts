import type { Problem } from '../events.ts'
import { startAgain } from './again.ts'
import { isCancelled } from './ended.ts'
import { layoutOf } from './layout.ts'
import { missingOf, wantedOf } from './missing.ts'
import { namesOf, waitsForFacts, withPart } from './parts.ts'
import { inFlight, type PartState, type RunState } from './run-state.ts'
import { isLocked } from './standing.ts'
import { cleared, started } from './started.ts'
import { quiet, refuse, type Step, type WriterInput } from './step.ts'

/** How a run that had stopped ends when the one part that was asked for is done. */
const alone = (name: string): Problem => ({ code: 'cancelled', message: `${name} alone was asked for. Resume the run to have the rest drafted.` })

const hasOutput = (part: PartState): boolean => part.output.segments.length > 0 || part.output.chunk !== undefined || part.again !== undefined

/** The part as it is asked for: from its beginning, or as far as it is missing. */
const askedFor = (part: PartState, missingOnly: boolean): PartState => {
  const { problem: _, ...rest } = part
  const asked: PartState = { ...rest, status: 'pending', topUps: 0, retries: 0, alone: true }
  return missingOnly || !hasOutput(part) ? asked : { ...asked, again: startAgain(part) }
}

/** Asks for one part again, since the writer says so. What was finished of it stands until the new one is whole. */
export const retry = (state: RunState, input: Extract<WriterInput, { type: 'retry' }>): Step => {
  const part = state.parts[input.part]
  const { sets } = layoutOf(state.brief)
  if (input.part === 0) return refuse(state, 'invalid-input', 'The plan is not asked for again by itself: change the bible, or start another run.')
  if (!part && state.bible) return refuse(state, 'invalid-input', `There is no part ${input.part}: the run has ${sets}.`)
  if (!part || state.status === 'pending') return refuse(state, 'conflict', 'The plan is not done yet: wait for it, or resume the run.')
  const name = namesOf(state, [input.part])
  if (state.status === 'processing' && isCancelled(state)) return refuse(state, 'conflict', 'The run is being cancelled: ask again when it has ended.')
  if (input.part > 1 && waitsForFacts(state)) return refuse(state, 'conflict', `${name} is written from the facts of chunk 1, which is not done yet: ask for that first.`)
  if (part.status === 'held') return refuse(state, 'conflict', `${name} has an answer that waits at its provider: resume the run to have it read.`)
  if (inFlight(part)) return refuse(state, 'conflict', `${name} is being written: wait until it is done, or cancel the run.`)
  if (input.missingOnly && missingOf(state, part).length === 0) return refuse(state, 'conflict', `Nothing of ${name.charAt(0).toLowerCase()}${name.slice(1)} is missing.`)
  if (wantedOf(state, input.part).every(number => isLocked(part, number))) return refuse(state, 'conflict', `All of ${name.charAt(0).toLowerCase()}${name.slice(1)} is locked: unlock what is to be written again.`)

  const asked = withPart(state, askedFor(part, input.missingOnly))
  if (state.status === 'processing') return quiet(asked)
  const next: RunState = { ...cleared(asked), status: 'processing', paused: 'user', problem: alone(name) }
  return { state: next, events: [started(next, true)], effects: [] }
}
