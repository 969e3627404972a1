import {
  advance,
  allocationLine,
  ColdopenError,
  draftPart,
  readerFor,
  unitsOf,
  type Effect,
  type Happening,
  type Outcome,
  type Reading,
  type Room,
  type RunInput,
  type RunState,
  type TextModel,
} from '@coldopen/core'
import type { Store } from '@coldopen/store'
import type { Logger } from '../log.ts'
import type { Clock } from './clock.ts'
import type { Hub } from './hub.ts'
import { createPending } from './journal.ts'
import { createProgress } from './progress.ts'

/** What has arrived is committed at least this often: at most 20 commits a second for a run. */
const flushMs = 50

/** One run in the hands of this process: it advances the state, commits it, and carries out what follows. */
export type Worker = {
  /** Takes the run one step on. Resolves when the step is durable; rejects when it could not be stored. */
  readonly submit: (input: RunInput) => Promise<void>
  readonly state: () => RunState
  /** Whether requests are under way, or something waits to be committed. */
  readonly isBusy: () => boolean
  /** Ends every request and commits what had arrived, without deciding anything: another process takes the run up. */
  readonly leave: () => Promise<void>
}

export type WorkerParts = {
  readonly run: string
  readonly epoch: number
  readonly state: RunState
  readonly model: (state: RunState) => TextModel
  readonly store: Store
  readonly hub: Hub
  readonly clock: Clock
  readonly log: Logger
  /** Nothing is left to do here: the run has ended, or it cannot be stored any more (another process has it, the disk is full). */
  readonly onRest: () => void
}

export const createWorker = (parts: WorkerParts): Worker => {
  const { run, store, hub, clock } = parts
  const log = parts.log.child({ run })
  const pending = createPending()
  const progress = createProgress(clock.monotonic(), unitsOf(parts.state))
  const requests = new Map<number, AbortController>()
  const timers = new Set<() => void>()
  let state = parts.state
  let flushing: (() => void) | undefined
  let turn: Promise<void> = Promise.resolve()
  let queued = 0
  let leaving = false
  let gone = false

  /** Everything that is stored goes one after another through here. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    queued++
    const next = turn.then(work).finally(() => queued--)
    turn = next.catch(lose)
    return next
  }

  const lose = (error: unknown): void => {
    if (gone) return
    gone = true
    stopAll()
    log.error({ code: error instanceof ColdopenError ? error.code : undefined, err: error }, 'the run cannot be stored any more')
    parts.onRest()
  }

  const stopAll = (): void => {
    for (const request of requests.values()) request.abort()
    for (const stop of timers) stop()
  }

  const commit = async (next: RunState, events: readonly Happening[]): Promise<void> => {
    const { parts: rows, ...rest } = next
    const changed = rows.filter((part, at) => part !== state.parts[at])
    const same = next === state
    const stored = await store.commit(run, parts.epoch, { ...(!same && { run: rest, parts: changed }), events: [...pending.take(), ...events] }, clock.now())
    state = next
    const last = stored.at(-1)
    if (last) hub.tell(run, last.seq)
  }

  const flush = (): Promise<void> =>
    inTurn(async () => {
      flushing = undefined
      if (gone || pending.isEmpty()) return
      const line = progress.due(state, clock.monotonic())
      await commit(state, line ? [line] : [])
    })

  const flushSoon = (): void => {
    flushing ??= clock.after(flushMs, () => void flush().catch(lose))
  }

  const submit = (input: RunInput): Promise<void> =>
    inTurn(async () => {
      if (gone || leaving) return
      const step = advance(state, input)
      for (const event of step.events) {
        if (event.type === 'part-start' || event.type === 'plan-start') log.info({ part: event.part, attempt: event.attempt }, allocationLine(event.budget))
        if (event.type === 'part-failed') log.warn({ part: event.part, attempt: event.attempt, code: event.problem.code }, 'a part failed')
        if (event.type === 'run-end') log.info({ status: event.status, paused: event.paused, code: event.problem?.code, ...event.usage }, 'the run ended')
      }
      await commit(step.state, step.events)
      for (const effect of step.effects) carryOut(effect)
      const isLast = queued === 1
      if (isLast && !isBusy() && state.status !== 'pending' && state.status !== 'processing') parts.onRest()
    })

  const isBusy = (): boolean => !gone && (requests.size > 0 || timers.size > 0 || !pending.isEmpty())

  const carryOut = (effect: Effect): void => {
    // Nothing is paid for on the way out; the next process finds what was about to be asked.
    if (leaving) return
    if (effect.type === 'abort') requests.get(effect.part)?.abort()
    if (effect.type === 'wake') {
      const stop = clock.after(effect.afterMs, () => {
        timers.delete(stop)
        void submit({ type: 'due', part: effect.part }).catch(lose)
      })
      timers.add(stop)
    }
    if (effect.type === 'send') void request(effect).catch(lose)
  }

  const request = async (effect: Extract<Effect, { type: 'send' }>): Promise<void> => {
    const { part, attempt } = effect
    const asked = state.parts[part]
    if (!asked) return
    const abort = new AbortController()
    requests.set(part, abort)
    const reader = readerFor(state, asked)
    const started = clock.monotonic()
    const ended = async (outcome: Outcome, reading: Reading & { readonly room?: Room }): Promise<void> => {
      requests.delete(part)
      log.info({ part, attempt, outcome: outcome.type, faults: reading.faults.length, ms: Math.round(clock.monotonic() - started) }, 'a request ended')
      const { output, faults, room } = reading
      await submit({ type: 'ended', now: clock.now().toISOString(), part, attempt, outcome, output, faults, ...(room && { room }) })
    }
    try {
      for await (const happening of draftPart(parts.model(state), { request: effect.request, reader, signal: abort.signal })) {
        if (gone) return
        if (happening.type === 'created') await submit({ type: 'created', part, attempt, responseId: happening.responseId })
        if (happening.type === 'ended') return await ended(happening.outcome, happening)
        if (happening.type !== 'events') continue
        pending.add(happening.events)
        progress.count(happening.events)
        flushSoon()
      }
    } catch (error) {
      if (gone) return
      const known = error instanceof ColdopenError
      if (!known) log.error({ err: error, part, attempt }, 'a request failed in a way nobody expected')
      const message = known ? error.message : 'The request failed inside Coldopen; the log has the details. What had arrived is kept.'
      await ended({ type: 'interrupted', problem: { code: known ? error.code : 'model-failed', message } }, reader.finish())
    }
  }

  return {
    submit,
    state: () => state,
    isBusy,
    async leave() {
      leaving = true
      await flush().catch(lose)
      gone = true
      stopAll()
      await turn
    },
  }
}
