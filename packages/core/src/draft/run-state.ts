import type { Bible, CanonicalPack, Chunk, Segment } from '@coldopen/script'
import type { ResolvedBrief } from './layout.ts'
import type { Revision } from './revision.ts'
import type { PauseReason, Problem, RunStatus, Usage } from '../events.ts'
import type { Capability } from '../model/capability.ts'
import type { TokenUsage } from '../model/text-model.ts'
import type { ModelChoice } from '../model/choose.ts'

/** How a run is carried out, as far as the writer may choose. */
export type RunOptions = {
  readonly model: ModelChoice
  /** What the model can do and costs, fixed when the run begins. */
  readonly capability: Capability
  /** Parts drafted at once. */
  readonly concurrency: number
  /** Times a request that was rejected before its first token is sent again. */
  readonly retries: number
  /** Hard stops over the whole run: output and input tokens together, and USD. */
  readonly maxTokens?: number
  readonly maxCost?: number
  /** Consent, given beforehand, to ask again for a part that may have been charged. */
  readonly resend: boolean
  /** The provider keeps answers and goes on writing them when nobody listens, so that a dead process's answer is read on. */
  readonly background?: boolean
  /** The parts to draft: all by default; `[]` stops after the plan. */
  readonly only?: readonly number[]
  /** The segment that comes before a part drafted alone. */
  readonly previous?: Segment
  /** Milliseconds between the end of a request and the next one; none by default. */
  readonly delayMs?: number
  /** Tokens a second of the sample writer; absent means its own pace. */
  readonly speed?: number
  /** What of another run's script this run writes anew, when that is all it does. */
  readonly revision?: Revision
}

/**
 * - `pending`: not asked for (or: the rest of it is not asked for yet).
 * - `requested`: committed before its request leaves; no answer is known to have begun.
 * - `queued`: its request waits until the endpoint has room for it, and has not left.
 * - `open`: the provider has begun the answer (`responseId`).
 * - `held`: the provider keeps the answer (`responseId`) and nobody reads it; it is read on when the run goes on.
 * - `waiting`: it is sent when its time comes: after a rejection, or the pause between requests.
 * - `done`: its output is whole. `failed`: it stopped; `resume` asks for what is missing.
 */
export type PartStatus = 'pending' | 'requested' | 'queued' | 'open' | 'held' | 'waiting' | 'done' | 'failed'

/** One part: part 0 is the plan, parts 1 … n are the sets or chunks. What is here is one row of the store. */
export type PartState = {
  readonly number: number
  readonly status: PartStatus
  /** Requests sent for this part so far; the number of the latest. */
  readonly attempt: number
  /** Top-ups and retries already used, reset when the writer resumes. */
  readonly topUps: number
  readonly retries: number
  /** Numbers the request in flight asks for: segments of a set; the number of a chunk; 0 (the head) and beats 1 … n of the plan. */
  readonly asked: readonly number[]
  /** Tokens reserved for the request in flight: input and output at the worst. */
  readonly reserved: TokenUsage
  /** Tokens at the worst of requests that were lost, and whose use nobody told us. They count against the hard stops. */
  readonly lost: TokenUsage
  readonly responseId?: string
  /** The provider keeps that answer, so that it can be read again from its beginning. */
  readonly answerKept?: true
  readonly problem?: Problem
  /** True when a request was lost that the provider may charge for. */
  readonly mayBeCharged: boolean
  /** What is finished: segments in the order of their numbers; for the plan, the head and the beats so far; a chunk to its last finished sentence. */
  readonly output: PartOutput
  readonly usage: Usage
  /** Requests that are over and did not bring what they were asked for. */
  readonly missed?: number
  /** Of a part that the writer has asked for again: what there is of its new output, which takes the place of `output` once it is whole. */
  readonly again?: PartOutput
  /** True of a part that the writer has asked for by itself: it is sent even when its run has stopped. */
  readonly alone?: boolean
  /** The writer's own text of what is finished. */
  readonly edited?: EditedOutput
  /** Numbers of the part's segments, or of its chunk, that are never written again. */
  readonly locked?: readonly number[]
}

/** What a writer has made of finished segments, or of a chunk. */
export type EditedOutput = { readonly segments?: readonly Segment[]; readonly text?: string }

export type PartOutput = {
  readonly segments: readonly Segment[]
  readonly plan?: PlanDraft
  /** A chunk as far as it is written; `closed` once the model ended its text itself. */
  readonly chunk?: Chunk
  readonly closed?: boolean
  /** The facts that chunk 1 of a researched script established. */
  readonly pack?: CanonicalPack
}

/** All of a bible that a model writes in one piece: everything but the outline. */
export type PlanHead = Omit<Bible, 'story_outline' | 'generation_info'>

/** A plan that is being written: its head once that is whole, and the beats so far. */
export type PlanDraft = { readonly head?: PlanHead; readonly beats: readonly string[] }

/**
 * The whole of a run but its events. Plain data, so that it can be stored, compared and replayed. While requests are under
 * way after something stopped the run, `status` stays `processing` and `problem` (and `paused`) say how it will end.
 */
export type RunState = {
  readonly brief: ResolvedBrief
  readonly options: RunOptions
  readonly status: RunStatus
  readonly paused?: PauseReason
  readonly problem?: Problem
  readonly bible?: Bible
  /** `parts[i].number === i`; empty but for the plan until the plan is done. */
  readonly parts: readonly PartState[]
  readonly usage: Usage
}

/** Whether there is a request for this part whose end is not known. */
export const isAsking = ({ status }: PartState): boolean => status === 'requested' || status === 'queued' || status === 'open'

/** Whether a request for this part is under way, or about to be sent again. */
export const inFlight = (part: PartState): boolean => isAsking(part) || part.status === 'waiting'

/** Whether a run still drafts: neither ended nor about to end. */
export const isDrafting = (state: RunState): boolean => {
  return state.status === 'processing' && state.problem === undefined && state.paused === undefined
}
