import type { Bible } from '@coldopen/script'
import type { Happening, Problem } from '../events.ts'
import { modelName } from '../model/choose.ts'
import type { Outcome } from '../model/text-model.ts'
import { layoutOf } from './layout.ts'
import { launch } from './launch.ts'
import { missingOf } from './missing.ts'
import { inFlight, isDrafting, type PartOutput, type PartState, type RunOptions, type RunState } from './run-state.ts'
import { add, amount, noTokens, noUsage, plus } from './spending.ts'
import { chain, quiet, type RunInput, type Step } from './step.ts'

/** Top-ups a part may have: requests for what a finished answer left out. */
export const maxTopUps = 2

/** The first wait before a rejected request is sent again; it doubles. */
const firstRetryMs = 2000

export const newPart = (number: number): PartState => ({
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

/** A run that has not begun. With a bible the plan is there already, and costs nothing. */
export const newRun = (start: { brief: RunState['brief']; options: RunOptions; bible?: Bible }): RunState => {
  const state: RunState = { brief: start.brief, options: start.options, status: 'pending', parts: [newPart(0)], usage: noUsage }
  return start.bible ? withPlan(state, { ...newPart(0), status: 'done' }, start.bible) : state
}

const withPart = (state: RunState, part: PartState): RunState => ({ ...state, parts: state.parts.with(part.number, part) })

/** The plan is done: the bible stands, and there is a part for every set. */
const withPlan = (state: RunState, part: PartState, bible: Bible): RunState => {
  const { sets } = layoutOf(state.brief)
  return { ...state, bible, parts: [part, ...Array.from({ length: sets }, (_, i) => newPart(i + 1))] }
}

/** A state without the reasons it stopped for. */
const cleared = (state: RunState): RunState => {
  const { problem: _, paused: __, ...rest } = state
  return rest
}

const bibleOf = (state: RunState, output: PartOutput, now: string): Bible | undefined => {
  const plan = output.plan
  if (!plan?.head) return undefined
  const { brief, options } = state
  const layout = layoutOf(brief)
  return {
    ...plan.head,
    story_outline: [...plan.beats],
    generation_info: {
      total_segments: layout.total,
      segments_per_set: layout.perSet,
      generated_at: now,
      idea: brief.idea,
      no_narration: brief.noNarration,
      narration_only_first: brief.narrationOnlyFirst,
      adult_story: brief.adultStory,
      model: modelName(options.model),
      ...(brief.language && { language: brief.language }),
    },
  }
}

const done = (state: RunState, part: PartState, now: string): Step => {
  const stamp = { part: part.number, attempt: part.attempt }
  const { problem: _, ...rest } = part
  const finished: PartState = { ...rest, status: 'done', asked: [] }
  const bible = part.number === 0 ? bibleOf(state, part.output, now) : undefined
  if (bible) {
    return { state: withPlan(state, finished, bible), events: [{ type: 'plan-end', ...stamp, bible, usage: part.usage }], effects: [] }
  }
  return {
    state: withPart(state, finished),
    events: [{ type: 'part-end', ...stamp, segments: [...part.output.segments], usage: part.usage }],
    effects: [],
  }
}

/** A part stops; what is finished of it is kept, and the run stops with it. */
const failed = (state: RunState, part: PartState, problem: Problem): Step => {
  const stopped: PartState = { ...part, status: 'failed', asked: [], problem }
  const kept = part.output.segments.map(segment => segment.segment_number)
  const next = withPart(state, stopped)
  return {
    state: next.status === 'processing' && !next.problem ? { ...next, problem } : next,
    events: [{ type: 'part-failed', part: part.number, attempt: part.attempt, problem, kept, mayBeCharged: part.mayBeCharged }],
    effects: [],
  }
}

const partName = (number: number): string => (number === 0 ? 'The plan' : `Set ${number}`)

const retryOf = (state: RunState, part: PartState, outcome: Extract<Outcome, { type: 'rejected' }>): Step | undefined => {
  if (!outcome.retryable || part.retries >= state.options.retries || !isDrafting(state)) return undefined
  const afterMs = outcome.retryAfterMs ?? firstRetryMs * 2 ** part.retries
  return {
    state: withPart(state, { ...part, status: 'waiting', retries: part.retries + 1 }),
    events: [],
    effects: [{ type: 'wake', part: part.number, afterMs }],
  }
}

/** How an answer that ended leaves its part, when something of it is missing. */
const unfinished = (state: RunState, part: PartState, ended: Extract<RunInput, { type: 'ended' }>): Step => {
  const { outcome } = ended
  if (outcome.type === 'rejected') return retryOf(state, part, outcome) ?? failed(state, part, outcome.problem)
  if (outcome.type === 'aborted') {
    return failed(state, part, { code: 'cancelled', message: `${partName(part.number)} was stopped; what had arrived is kept.` })
  }
  if (outcome.type !== 'completed' && outcome.type !== 'length') return failed(state, part, outcome.problem)

  const missing = missingOf(state, part)
  const asked = new Set(part.asked)
  const answered = missing.every(number => !asked.has(number))
  if (answered || part.topUps < maxTopUps) {
    const topUps = answered ? part.topUps : part.topUps + 1
    return quiet(withPart(state, { ...part, status: 'pending', asked: [], topUps }))
  }
  const why = outcome.type === 'length' ? 'reached its output limit' : (ended.faults[0] ?? 'stopped early')
  return failed(state, part, {
    code: outcome.type === 'length' ? 'model-truncated' : 'story-generation',
    message: `${partName(part.number)} is still missing ${missing.length} of its pieces after ${maxTopUps} top-ups: the answer ${why}. What is finished is kept; resume to ask for the rest.`,
  })
}

/** Tokens of a request whose use is not known: all it could have used, until someone says otherwise. */
const isLost = (outcome: Outcome): boolean => {
  if (outcome.type === 'rejected') return false
  return !('usage' in outcome) || outcome.usage === undefined
}

const settleAccount = (state: RunState, part: PartState, outcome: Outcome): { state: RunState; part: PartState } => {
  const free = state.options.model.provider === 'sample'
  const lost = isLost(outcome) && !free
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

const ended = (state: RunState, input: Extract<RunInput, { type: 'ended' }>): Step => {
  const current = state.parts[input.part]
  if (!current || !inFlight(current) || current.attempt !== input.attempt) return quiet(state)
  const account = settleAccount(state, { ...current, output: input.output }, input.outcome)
  const whole = missingOf(account.state, account.part).length === 0
  return whole ? done(account.state, account.part, input.now) : unfinished(account.state, account.part, input)
}

/** A request that was under way when the process died: nobody knows whether it was charged. */
const crashed = (state: RunState, part: PartState, found: PartOutput | undefined, now: string): Step => {
  const salvaged = found ? { ...part, output: found } : part
  if (part.status === 'waiting') return quiet(withPart(state, { ...part, status: 'pending' }))
  const account = settleAccount(state, salvaged, { type: 'aborted' })
  if (missingOf(account.state, account.part).length === 0) return done(account.state, account.part, now)
  if (state.options.model.provider === 'sample' || state.options.resend) {
    return quiet(withPart(account.state, { ...account.part, status: 'pending', asked: [] }))
  }
  const message = `${partName(part.number)} was being written when the server died, and may have been charged. Resume to ask again for what is missing.`
  const step = failed(account.state, account.part, { code: 'model-connection', message })
  return { ...step, state: { ...step.state, paused: 'consent' } }
}

const started = (state: RunState, resumed: boolean): Happening => {
  const layout = layoutOf(state.brief)
  return {
    type: 'run-start',
    format: state.brief.format,
    model: modelName(state.options.model),
    sample: state.options.model.provider === 'sample',
    totalUnits: layout.total,
    parts: layout.sets,
    resumed,
  }
}

const begin = (state: RunState, input: Extract<RunInput, { type: 'begin' }>): Step => {
  if (state.status !== 'pending' && state.status !== 'processing') return quiet(state)
  const resumed = state.status === 'processing'
  let step: Step = { state: { ...state, status: 'processing' }, events: [started(state, resumed)], effects: [] }
  for (const part of state.parts.filter(inFlight)) {
    step = chain(step, next => crashed(next, part, input.found?.get(part.number), input.now))
  }
  return step
}

const resume = (state: RunState, options: Partial<RunOptions> | undefined): Step => {
  if (state.status === 'completed') return quiet(state)
  const parts = state.parts.map(part => (part.status === 'failed' ? { ...part, status: 'pending' as const, topUps: 0, retries: 0 } : part))
  const next: RunState = { ...cleared(state), status: 'processing', parts, options: { ...state.options, ...options } }
  return { state: next, events: isDrafting(state) ? [] : [started(next, true)], effects: [] }
}

const cancel = (state: RunState): Step => {
  if (state.status === 'completed' || state.status === 'cancelled') return quiet(state)
  const stopped = state.parts.map(part => (part.status === 'waiting' ? { ...part, status: 'pending' as const } : part))
  const effects = stopped.filter(inFlight).map(part => ({ type: 'abort' as const, part: part.number }))
  const problem: Problem = { code: 'cancelled', message: 'The run was cancelled; what is finished is kept.' }
  return { state: { ...cleared(state), status: 'cancelled', problem, parts: stopped }, events: [], effects }
}

const react = (state: RunState, input: RunInput): Step => {
  switch (input.type) {
    case 'begin':
      return begin(state, input)
    case 'created': {
      const part = state.parts[input.part]
      if (part?.status !== 'requested' || part.attempt !== input.attempt) return quiet(state)
      return quiet(withPart(state, { ...part, status: 'open', responseId: input.responseId }))
    }
    case 'ended':
      return ended(state, input)
    case 'due': {
      const part = state.parts[input.part]
      return quiet(part?.status === 'waiting' ? withPart(state, { ...part, status: 'pending' }) : state)
    }
    case 'cancel':
      return cancel(state)
    case 'pause':
      return quiet(isDrafting(state) ? { ...state, paused: input.reason, problem: input.problem } : state)
    case 'resume':
      return resume(state, input.options)
  }
}

/**
 * Carries a run one step on. Pure: no clock, no chance, no I/O. The caller commits `state` and `events` together, and only
 * then carries out `effects`, so that what was under way at a crash is always known.
 */
export const advance = (state: RunState, input: RunInput): Step => chain(react(state, input), next => launch(next, state))
