import type { Happening, WaitReason } from '../events.ts'
import { withPart } from './parts.ts'
import type { PartState, RunState } from './run-state.ts'
import type { Step } from './step.ts'

/** Tells that a part waits for so many milliseconds; 0 when it waits no longer. */
export const waiting = (part: PartState, reason: WaitReason, forMs: number): Happening => ({
  type: 'part-waiting',
  part: part.number,
  attempt: part.attempt,
  reason,
  forMs: Math.ceil(forMs),
})

/** Waits before a part is sent: a pause between requests, which a crash only makes longer. */
export const wait = (state: RunState, part: PartState, why: { readonly reason: WaitReason; readonly forMs: number }): Step => ({
  state: withPart(state, { ...part, status: 'waiting' }),
  events: [waiting(part, why.reason, why.forMs)],
  effects: [{ type: 'wake', part: part.number, attempt: part.attempt, afterMs: why.forMs }],
})
