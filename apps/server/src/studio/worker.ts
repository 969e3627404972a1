import {
  advance,
  allocationLine,
  ColdopenError,
  createReplay,
  draftPart,
  leftToOthers,
  readerFor,
  salvage,
  totalsOf,
  type AnswerMark,
  type Effect,
  type Happening,
  type ModelRequest,
  type Outcome,
  type PartOutput,
  type PartState,
  type Problem,
  type Reading,
  type Replay,
  type Room,
  type RunEvent,
  type RunInput,
  type RunState,
  type TextModel,
} from '@coldopen/core'
import type { Store } from '@coldopen/store'
import type { Logger } from '../log.ts'
import type { Clock } from './clock.ts'
import type { Hub } from './hub.ts'
import { createPending } from './journal.ts'
import { createPatience } from './patience.ts'
import { createProgress } from './progress.ts'
import { readJournal } from './read-journal.ts'

/** Milliseconds from one commit of text to the next, so that there are at most 20 a second. The first of a while comes at once. */
const flushMs = 50

/**
 * One run in the hands of this process: it advances the state, commits it, and carries out what follows. While the storage
 * fails no request leaves, since none leaves before its commit; answers under way are read on and wait in memory, which
 * their own limits bound; and the run goes on by itself once the storage works again.
 */
export type Worker = {
  /**
   * Takes the run one step on. Resolves when the step is durable. Rejects with the refusal of a writer's input, and with
   * `storage` while nothing can be stored: the step is taken as soon as that is over. `taken`: the ids of the stored inputs
   * that this is; it is then waited for.
   */
  readonly submit: (input: RunInput, taken?: readonly number[]) => Promise<void>
  /** Lets go of the run if nothing is left to do for it here. */
  readonly rest: () => void
  /** Why nothing can be stored at present; undefined while all is well. */
  readonly trouble: () => ColdopenError | undefined
  readonly state: () => RunState
  /** Whether requests are under way, or something waits to be committed. */
  readonly isBusy: () => boolean
  /**
   * Ends every request and commits what had arrived, without deciding anything: another process takes the run up. Requests
   * under way have `graceMs` to finish first, and none follows them.
   */
  readonly leave: (graceMs: number) => Promise<void>
}

export type WorkerParts = {
  readonly run: string
  readonly epoch: number
  readonly state: RunState
  /** Number of the run's last event. */
  readonly lastSeq: number
  /** `keeping`: the provider is to keep the answers. */
  readonly model: (state: RunState, keeping: boolean) => TextModel
  readonly store: Store
  readonly hub: Hub
  readonly clock: Clock
  readonly log: Logger
  /** Nothing is left to do here: the run has ended, or another process has it. */
  readonly onRest: () => void
  /** Nothing can be stored, or everything can again. */
  readonly onTrouble: (problem: ColdopenError | undefined) => void
}

type TakenUp = { readonly replay: Replay; readonly found: PartOutput }
type Asking = { readonly request: ModelRequest } | (TakenUp & { readonly mark: AnswerMark })

export const createWorker = (parts: WorkerParts): Worker => {
  const { run, store, hub, clock } = parts
  const log = parts.log.child({ run })
  const pending = createPending()
  const progress = createProgress(clock.monotonic(), parts.state)
  const requests = new Map<number, AbortController>()
  const timers = new Set<() => void>()
  let state = parts.state
  let lastSeq = parts.lastSeq
  let flushing: (() => void) | undefined
  let flushedAt = -Infinity
  let turn: Promise<void> = Promise.resolve()
  let queued = 0
  let draining = false
  let leaving = false
  let onQuiet = (): void => {}
  let gone = false
  /** Why the run is not this process's any more. */
  let lost: ColdopenError | undefined

  const patience = createPatience(clock, problem => {
    if (problem) log.error({ code: problem.code, err: problem }, 'nothing can be stored: the run waits')
    else log.info('the storage works again: the run goes on')
    parts.onTrouble(problem)
  })

  /** Everything that is stored goes one after another through here. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    queued++
    const next = turn.then(work).finally(() => queued--)
    turn = next.then(() => {}, lose)
    return next
  }

  const lose = (error: unknown): void => {
    if (gone) return
    gone = true
    lost = error instanceof ColdopenError ? error : new ColdopenError('storage', 'The run could not be stored; the log of the server has the details.', error)
    stopAll()
    log.error({ code: error instanceof ColdopenError ? error.code : undefined, err: error }, 'the run cannot be stored any more')
    parts.onRest()
  }

  const stopAll = (): void => {
    for (const request of requests.values()) request.abort(leftToOthers)
    for (const stop of timers) stop()
  }

  const commit = async (next: RunState, events: readonly Happening[], taken: readonly number[] = []): Promise<void> => {
    const { parts: rows, ...rest } = next
    const changed = rows.filter((part, at) => part !== state.parts[at])
    // A commit that failed may have been stored all the same: by where it starts the store knows it again.
    const change = { ...(next !== state && { run: rest, parts: changed, totals: totalsOf(next) }), events, after: lastSeq, taken }
    await patience.until(() => store.commit(run, parts.epoch, change, clock.now()))
    state = next
    lastSeq += events.length
    if (events.length > 0) hub.tell(run, lastSeq)
  }

  const flush = (): Promise<void> =>
    inTurn(async () => {
      if (!gone && !pending.isEmpty()) {
        const line = progress.due(state, clock.monotonic())
        await commit(state, [...(leaving ? pending.take() : pending.takeDue(clock.monotonic())), ...(line ? [line] : [])])
        flushedAt = clock.monotonic()
      }
      flushing = undefined
      if (!gone && !pending.isEmpty()) flushSoon()
      // The step that ended the run did not rest if this stood behind it.
      restWhenOver()
    })

  const flushSoon = (): void => {
    flushing ??= clock.after(Math.max(0, flushedAt + flushMs - clock.monotonic()), () => void flush().catch(lose))
  }

  const restWhenOver = (): void => {
    const isLast = queued === 1
    if (isLast && !isBusy() && state.status !== 'pending' && state.status !== 'processing') parts.onRest()
  }

  /** Takes the run one step on, or answers why it does not take it. */
  const take = (given: RunInput, taken?: readonly number[]): Promise<Problem | undefined> =>
    inTurn(async () => {
      // A stored input is left to whoever has the run now; anybody else is told that nothing came of it.
      if (gone || leaving) return taken ? undefined : lost
      const input = given.type === 'ended' && draining ? { ...given, isLast: true } : given
      if (draining && input.type !== 'ended' && input.type !== 'created' && input.type !== 'queued') return undefined
      const step = advance(state, input)
      if (step.refused) {
        restWhenOver()
        return step.refused
      }
      for (const event of step.events) {
        if (event.type === 'part-start' || event.type === 'plan-start') log.info({ part: event.part, attempt: event.attempt }, allocationLine(event.budget))
        if (event.type === 'part-failed') log.warn({ part: event.part, attempt: event.attempt, code: event.problem.code }, 'a part failed')
        if (event.type === 'run-end') log.info({ status: event.status, paused: event.paused, code: event.problem?.code, ...event.usage }, 'the run ended')
      }
      await commit(step.state, [...pending.take('part' in input ? input.part : undefined), ...step.events], taken)
      let journal: Promise<RunEvent[]> | undefined
      const journalOnce = (): Promise<RunEvent[]> => (journal ??= patience.until(() => readJournal(store, run)))
      for (const effect of step.effects) carryOut(effect, journalOnce)
      restWhenOver()
      return undefined
    })

  const isBusy = (): boolean => !gone && (requests.size > 0 || timers.size > 0 || !pending.isEmpty() || patience.trouble() !== undefined)

  const carryOut = (effect: Effect, journal: () => Promise<RunEvent[]>): void => {
    // Nothing is paid for on the way out; the next process finds what was about to be asked.
    if (leaving || (draining && effect.type !== 'abort')) return
    if (effect.type === 'abort') requests.get(effect.part)?.abort()
    if (effect.type === 'wake') {
      const stop = clock.after(effect.afterMs, () => {
        timers.delete(stop)
        void take({ type: 'due', part: effect.part, attempt: effect.attempt }).catch(lose)
      })
      timers.add(stop)
    }
    if (effect.type === 'send') void request(effect, () => ({ request: effect.request })).catch(lose)
    if (effect.type === 'take-up') void request(effect, async asked => ({ mark: effect.mark, ...(await whatStandsOf(asked, journal)) })).catch(lose)
  }

  const whatStandsOf = async (asked: PartState, journal: () => Promise<RunEvent[]>): Promise<TakenUp> => {
    const events = await journal()
    return { replay: createReplay(events, asked), found: salvage(state, events).get(asked.number) ?? asked.output }
  }

  /** Whether a request that has waited for room leaves: that it does is stored first. */
  const mayLeave = async (part: number, attempt: number): Promise<boolean> => {
    await take({ type: 'leaves', part, attempt })
    return !draining && state.parts[part]?.status === 'requested'
  }

  const request = async (effect: Extract<Effect, { type: 'send' | 'take-up' }>, asking: (asked: PartState) => Asking | Promise<Asking>): Promise<void> => {
    const { part, attempt } = effect
    const asked = state.parts[part]
    if (!asked) return
    const abort = new AbortController()
    requests.set(part, abort)
    const reader = readerFor(state, asked)
    const started = clock.monotonic()
    const ended = async (outcome: Outcome, reading: Reading & { readonly room?: Room; readonly takenUp?: boolean }): Promise<void> => {
      requests.delete(part)
      if (requests.size === 0) onQuiet()
      log.info({ part, attempt, outcome: outcome.type, faults: reading.faults.length, ms: Math.round(clock.monotonic() - started) }, 'a request ended')
      const { output, faults, room, takenUp = false } = reading
      await take({ type: 'ended', now: clock.now().toISOString(), part, attempt, outcome, output, faults, takenUp, ...(room && { room }) })
    }
    try {
      const job = { ...(await asking(asked)), reader, signal: abort.signal }
      const model = parts.model(state, effect.type === 'take-up' || state.options.background === true)
      for await (const happening of draftPart(model, job)) {
        if (gone) return
        if (happening.type === 'queued') await take({ type: 'queued', part, attempt, forMs: happening.forMs })
        if (happening.type === 'leaving' && !(await mayLeave(part, attempt))) return await ended({ type: 'aborted' }, reader.finish())
        // Not waited for: an answer is read on while it cannot be stored.
        if (happening.type === 'created') void take({ type: 'created', part, attempt, responseId: happening.responseId, kept: happening.kept }).catch(lose)
        if (happening.type === 'ended') return await ended(happening.outcome, happening)
        if (happening.type !== 'events') continue
        pending.add(part, happening.events, clock.monotonic())
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

  /** Resolves when no request is under way any more, and what came of the last one is stored; after `graceMs` at the latest. */
  const finished = async (graceMs: number): Promise<void> => {
    if (graceMs === 0 || requests.size === 0) return
    const { promise: quiet, resolve } = Promise.withResolvers<void>()
    const { promise: late, resolve: giveUp } = Promise.withResolvers<void>()
    onQuiet = resolve
    const stop = clock.after(graceMs, giveUp)
    await Promise.race([quiet.then(() => turn), late])
    stop()
  }

  return {
    submit(input, taken) {
      patience.hurry()
      const done = take(input, taken).then(refused => {
        if (refused) throw new ColdopenError(refused.code, refused.message)
      })
      if (!taken) return patience.unlessTroubled(done)
      // A run that another process has by now refuses nothing: what is stored is left to that process.
      return done.catch((error: unknown) => {
        if (!gone) throw error
      })
    },
    rest: () => void inTurn(async () => restWhenOver()).catch(lose),
    trouble: patience.trouble,
    state: () => state,
    isBusy: () => isBusy() || queued > 0,
    async leave(graceMs) {
      draining = true
      for (const part of state.parts) if (part.status === 'queued') requests.get(part.number)?.abort(leftToOthers)
      await finished(graceMs)
      leaving = true
      patience.giveUp()
      await flush().catch(lose)
      gone = true
      stopAll()
      await turn
    },
  }
}
