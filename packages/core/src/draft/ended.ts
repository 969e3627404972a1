import type { Bible } from '@coldopen/script'
import type { Problem } from '../events.ts'
import { isSample, modelName, sampleNotice } from '../model/choose.ts'
import type { Outcome } from '../model/text-model.ts'
import { onWritten } from './again.ts'
import { canStand, gaveItsWords, keptCharactersOf, keptOutput, withFinishedChunk } from './chunk.ts'
import { layoutOf } from './layout.ts'
import { missingOf } from './missing.ts'
import { namesOf, notAlone, withBible, withoutAlone, withPart } from './parts.ts'
import { isAsking, isDrafting, type PartOutput, type PartState, type RunState } from './run-state.ts'
import { add, amount, noTokens, plus } from './spending.ts'
import { quiet, type RunInput, type Step } from './step.ts'
import { wait } from './waiting.ts'

/** Top-ups a part may have: requests for what a finished answer left out. */
export const maxTopUps = 2

/** The first wait before a rejected request is sent again; it doubles. */
const firstRetryMs = 2000

type Ended = Extract<RunInput, { type: 'ended' }>

const bibleOf = (state: RunState, output: PartOutput, now: string): Bible | undefined => {
  const plan = output.plan
  if (!plan?.head) return undefined
  const { brief, options } = state
  const layout = layoutOf(brief)
  return {
    ...plan.head,
    story_outline: [...plan.beats],
    generation_info: {
      format: brief.format,
      total_segments: layout.total,
      segments_per_set: layout.perSet,
      generated_at: now,
      idea: brief.idea,
      no_narration: brief.noNarration,
      narration_only_first: brief.narrationOnlyFirst,
      adult_story: brief.adultStory,
      model: modelName(options.model),
      ...(brief.language && { language: brief.language }),
      ...(isSample(options.model) && { notice: sampleNotice }),
    },
  }
}

/** A segment that is written anew is the same one: it keeps its id. */
const withOwnId = (state: RunState, part: PartState): PartState => {
  const { revision } = state.options
  if (revision?.type !== 'segment') return part
  const { segment_id } = revision.current
  return { ...part, output: { ...part.output, segments: part.output.segments.map(segment => ({ ...segment, segment_id })) } }
}

/** A part is whole: the plan makes the bible, a set or a chunk is a checkpoint. */
export const done = (state: RunState, whole: PartState, now: string): Step => {
  const part = withOwnId(state, withFinishedChunk(state, whole))
  const stamp = { part: part.number, attempt: part.attempt }
  const { problem: _, ...rest } = notAlone(part)
  const finished: PartState = { ...rest, status: 'done', asked: [] }
  const bible = part.number === 0 ? bibleOf(state, part.output, now) : undefined
  if (bible) {
    return { state: withBible(state, finished, bible), events: [{ type: 'plan-end', ...stamp, bible, usage: part.usage }], effects: [] }
  }
  const { segments, chunk, pack } = part.output
  return {
    state: withPart(state, finished),
    events: [{ type: 'part-end', ...stamp, segments: [...segments], ...(chunk && { chunk }), ...(pack && { pack }), usage: part.usage }],
    effects: [],
  }
}

/** A part stops; what is finished of it is kept, and the run stops with it. */
const failed = (state: RunState, part: PartState, problem: Problem): Step => {
  const stopped: PartState = { ...notAlone(part), status: 'failed', asked: [], problem }
  const kept = part.output.segments.map(segment => segment.segment_number)
  const { paused: _, ...rest } = state
  // Of a run that had stopped before, what was asked for since says how it ends.
  const next = part.alone && !isCancelled(state) ? { ...rest, problem } : { ...state, problem: state.problem ?? problem }
  return {
    state: withPart(isCancelled(next) ? withoutAlone(next) : next, stopped),
    events: [{ type: 'part-failed', part: part.number, attempt: part.attempt, problem, kept, ...keptCharactersOf(part), mayBeCharged: part.mayBeCharged }],
    effects: [],
  }
}

/** What was held back on our side pauses the run, where nothing else has stopped it yet. */
const rejected = (state: RunState, part: PartState, outcome: Extract<Outcome, { type: 'rejected' }>): Step => {
  const step = failed(state, part, outcome.problem)
  return outcome.pause && isDrafting(state) ? { ...step, state: { ...step.state, paused: outcome.pause } } : step
}

const retryOf = (state: RunState, part: PartState, outcome: Extract<Outcome, { type: 'rejected' }>): Step | undefined => {
  if (!outcome.retryable || part.retries >= state.options.retries || !(isDrafting(state) || part.alone)) return undefined
  const forMs = outcome.retryAfterMs ?? firstRetryMs * 2 ** part.retries
  return wait(state, { ...part, retries: part.retries + 1 }, { reason: 'retry', forMs })
}

/** How an answer that ended leaves its part, when something of it is missing. */
const unfinished = (state: RunState, before: PartState, now: { part: PartState; input: Ended }): Step => {
  const { part, input } = now
  const { outcome } = input
  if (outcome.type === 'rejected') return retryOf(state, part, outcome) ?? rejected(state, part, outcome)
  if (before.status === 'queued' && !isCancelled(state)) return quiet(withPart(state, { ...part, status: 'pending', asked: [] }))
  if (outcome.type === 'aborted') {
    return failed(state, part, { code: 'cancelled', message: `${namesOf(state, [part.number])} was stopped; what had arrived is kept.` })
  }
  if (outcome.type !== 'completed' && outcome.type !== 'length') return failed(state, part, outcome.problem)

  const missing = missingOf(state, part)
  const asked = new Set(part.asked)
  const answered = missing.every(number => !asked.has(number)) || gaveItsWords(state, before, part)
  if (answered || part.topUps < maxTopUps) {
    const topUps = answered ? part.topUps : part.topUps + 1
    return quiet(withPart(state, { ...part, status: 'pending', asked: [], topUps }))
  }
  if (canStand(state.brief, part)) return done(state, part, input.now)
  const why = outcome.type === 'length' ? 'the answer reached its output limit' : (input.faults[0] ?? 'the answer stopped early')
  return failed(state, part, {
    code: outcome.type === 'length' ? 'model-truncated' : 'story-generation',
    message: `${namesOf(state, [part.number])} is still missing ${missing.length} of its pieces after ${maxTopUps} top-ups (${why}). What is finished is kept; resume to ask for the rest.`,
  })
}

/** Whether nobody told us what a request used: it then counts as all it could have used. One that has not left used nothing. */
const isLost = (part: PartState, outcome: Outcome): boolean => {
  if (outcome.type === 'rejected' || part.status === 'queued') return false
  return !('usage' in outcome) || outcome.usage === undefined
}

const settleAccount = (state: RunState, part: PartState, outcome: Outcome): { state: RunState; part: PartState } => {
  const lost = isLost(part, outcome) && !isSample(state.options.model)
  const tokens = 'usage' in outcome && outcome.usage ? outcome.usage : noTokens
  const spent = amount(tokens, state.options.capability.price)
  return {
    state: { ...state, usage: plus(state.usage, spent) },
    part: {
      ...part,
      usage: plus(part.usage, spent),
      lost: lost ? add(part.lost, part.reserved) : part.lost,
      mayBeCharged: part.mayBeCharged || (lost && outcome.type !== 'completed'),
      reserved: noTokens,
    },
  }
}

/** The output of an answer. Text that came last is closed only if the model said that it was whole. */
const endedBy = (before: PartOutput, input: Ended): PartOutput => {
  const { output, outcome } = input
  const hasMore = output.chunk?.text !== before.chunk?.text
  return hasMore ? { ...output, closed: output.closed === true && outcome.type === 'completed' } : output
}

/** Failures that say nothing of the answer itself, which its provider goes on keeping. Silence is believed the second time. */
const leavesAnswer = (problem: Problem, takenUp: boolean): boolean => {
  if (problem.code === 'model-stalled') return !takenUp
  return problem.code === 'model-connection' || problem.code === 'model-unauthorized' || problem.code === 'rate-limited'
}

/** An answer that cannot be read for now stays where it is, and its run stops. Nothing of it is over: it has no output yet, and no bill. */
const hold = (state: RunState, part: PartState, problem: Problem): Step => {
  const next = withPart(state, { ...part, status: 'held', problem })
  return quiet(next.problem ? next : { ...next, problem })
}

/** A request that is over, counted among those that did not bring what they were asked for if it did not. */
const counted = (state: RunState, before: PartState, part: PartState): PartState => {
  const missing = missingOf(state, part)
  const brought = missing.every(number => !before.asked.includes(number)) || gaveItsWords(state, before, part)
  return brought ? part : { ...part, missed: (part.missed ?? 0) + 1 }
}

/** An answer is over: its part is done, or is topped up, or fails. What is said of an attempt that is over already changes nothing. */
export const ended = (given: RunState, input: Ended): Step => {
  const asked = given.parts[input.part]
  if (!asked || !isAsking(asked) || asked.attempt !== input.attempt) return quiet(given)
  const { outcome, takenUp = false } = input
  const isLeft = outcome.type === 'interrupted' && asked.answerKept === true
  if (isLeft && leavesAnswer(outcome.problem, takenUp)) return hold(given, asked, outcome.problem)
  return onWritten(given, input.part, (state, current) => {
    const output = keptOutput(state.brief, current.number, endedBy(current.output, input))
    const account = settleAccount(state, { ...current, output }, outcome)
    const part = counted(account.state, current, account.part)
    if (isLeft && takenUp) {
      const step = lost(account.state, part, input.now)
      return { ...step, state: askForConsent(step.state, [part]) }
    }
    return missingOf(account.state, part).length === 0 ? done(account.state, part, input.now) : unfinished(account.state, current, { part, input })
  })
}

const cutByCrash = (state: RunState, parts: readonly number[]): Problem => ({
  code: 'model-connection',
  message: `${namesOf(state, parts)} ${parts.length === 1 ? 'was' : 'were'} being written when the process ended, and may have been charged. Resume to ask again for what is missing.`,
})

/** A part whose answer cannot be had any more: unless it is whole all the same, asking again takes consent. */
const lost = (state: RunState, part: PartState, now: string): Step => {
  if (missingOf(state, part).length === 0) return done(state, part, now)
  if (part.status === 'queued' || isSample(state.options.model) || state.options.resend) return quiet(withPart(state, { ...part, status: 'pending', asked: [] }))
  return failed(state, part, cutByCrash(state, [part.number]))
}

/** A request that was under way when the process died: nobody knows whether it was charged. `found` is what had arrived. */
export const crashed = (given: RunState, cut: PartState, begin: Extract<RunInput, { type: 'begin' }>): Step => {
  if (!isAsking(cut)) return quiet(withPart(given, { ...cut, status: 'pending' }))
  return onWritten(given, cut.number, (state, current) => {
    const output = keptOutput(state.brief, current.number, begin.found?.get(current.number) ?? current.output)
    const account = settleAccount(state, { ...current, output }, { type: 'aborted' })
    return lost(account.state, counted(account.state, current, account.part), begin.now)
  })
}

/**
 * Stops a run for the writer's consent when a crash cut requests that may have been charged. Where it takes a key besides to go
 * on, that is said as well. A cancelled run asks for nothing.
 */
export const askForConsent = (state: RunState, cut: readonly PartState[]): RunState => {
  const unsure = cut.map(part => part.number).filter(number => state.parts[number]?.status === 'failed')
  if (unsure.length === 0 || isCancelled(state)) return state
  const problem = cutByCrash(state, unsure)
  const also = state.problem?.code === 'model-unauthorized' ? ` ${state.problem.message}` : ''
  return { ...withoutAlone(state), paused: 'consent', problem: { ...problem, message: problem.message + also } }
}

/** Whether a run that ends now ends cancelled. */
export const isCancelled = (state: RunState): boolean => state.problem?.code === 'cancelled' && state.paused === undefined
