import {
  ColdopenError,
  createModel,
  inFlight,
  keyFor,
  modelName,
  needsKey,
  newRun,
  salvage,
  type ModelEnvironment,
  type ModelParts,
  type RunEvent,
  type RunOptions,
  type RunState,
  type TextModel,
} from '@coldopen/core'
import type { Store } from '@coldopen/store'
import type { Logger } from '../log.ts'
import type { Clock } from './clock.ts'
import { createFanOut, type FanOut } from '../stream/fan-out.ts'
import { createPages } from '../stream/pages.ts'
import { follow } from './follow.ts'
import { createHub } from './hub.ts'
import { createWorker, type Worker } from './worker.ts'

export type StudioParts = {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  /** Makes the id of a new run: not guessable. */
  readonly newId: () => string
  /** The server's own environment: the model and key of callers that name none. */
  readonly env: ModelEnvironment
  /** How a model is made; tests put their own here. */
  readonly createModel?: (parts: ModelParts) => TextModel
}

export type NewRunParts = {
  /** The caller's own id for the run: asked for twice, it is started once. */
  readonly id?: string | undefined
  readonly start: Parameters<typeof newRun>[0]
  readonly key?: string | undefined
}

/** The runs of one store, as far as this process works on them. */
export type Studio = {
  readonly start: (run: NewRunParts) => Promise<string>
  /**
   * Goes on with a run, by the key that `env` has for its model, if it has one. Answers the number above which the next
   * `run-end` stands: 0 when it has come already.
   */
  readonly resume: (run: string, options: Partial<RunOptions>, env: ModelEnvironment) => Promise<number>
  readonly cancel: (run: string) => Promise<void>
  readonly follow: (run: string, after: number, signal: AbortSignal) => AsyncGenerator<RunEvent>
  /** Sends the events of a run above `after`, those to come included, until the response is closed. */
  readonly send: FanOut['send']
  /** Takes up every run that was left unfinished. */
  readonly takeUp: () => Promise<void>
  /** Whether anything is being drafted, or anybody follows. */
  readonly isIdle: () => boolean
  /** Commits what has arrived and lets go of every run. */
  readonly close: () => Promise<void>
}

/** All events of a run, a page at a time. */
async function* journalOf(store: Store, run: string): AsyncGenerator<RunEvent> {
  let last = 0
  for (let events = await store.events(run, 0, 1000); events.length > 0; events = await store.events(run, last, 1000)) {
    for (const event of events) yield event
    last = events.at(-1)?.seq ?? last
  }
}

export const createStudio = (parts: StudioParts): Studio => {
  const { store, clock, log, env } = parts
  const hub = createHub()
  const pages = createPages({ store, hub, clock })
  const fanOut = createFanOut({ pages, hub, clock, log })
  const make = parts.createModel ?? createModel
  const workers = new Map<string, Promise<Worker>>()
  const opened = new Map<string, Worker>()
  const keys = new Map<string, string>()

  /** The key for a run's endpoint: the one its caller gave, or the server's own if it is for that very endpoint. */
  const keyOf = (run: string, options: RunOptions): string | undefined => keys.get(run) ?? keyFor(options.model, env)

  const lacksKey = (run: string, options: RunOptions): boolean => needsKey(options.model) && keyOf(run, options) === undefined

  const modelFor = (run: string) => (state: RunState): TextModel => {
    const { model, capability, speed } = state.options
    return make({ choice: model, capability, key: keyOf(run, state.options), speed })
  }

  const open = async (run: string): Promise<Worker> => {
    const epoch = await store.claim(run)
    const state = await store.load(run)
    if (!state) throw new ColdopenError('not-found', `There is no run ${run}.`)
    const worker = createWorker({ run, epoch, state, model: modelFor(run), store, hub, clock, log, onRest: () => forget(run) })
    opened.set(run, worker)
    return worker
  }

  const forget = (run: string): void => {
    workers.delete(run)
    opened.delete(run)
  }

  const workerOf = (run: string): Promise<Worker> => {
    const known = workers.get(run)
    if (known) return known
    const opening = open(run)
    workers.set(run, opening)
    opening.catch(() => forget(run))
    return opening
  }

  /** Goes on with a run this process finds: what was under way when another died is salvaged first. */
  const begin = async (run: string): Promise<void> => {
    const worker = await workerOf(run)
    const { options } = worker.state()
    if (lacksKey(run, options)) {
      const message = `The run writes with ${modelName(options.model)}, whose key this server does not have. Resume it with the key set.`
      await worker.submit({ type: 'pause', reason: 'user', problem: { code: 'model-unauthorized', message } })
    }
    const wasCut = worker.state().parts.some(inFlight)
    const found = wasCut ? salvage(worker.state(), await Array.fromAsync(journalOf(store, run))) : new Map()
    await worker.submit({ type: 'begin', now: clock.now().toISOString(), found })
  }

  return {
    async start(run) {
      const id = run.id ?? parts.newId()
      if (run.id && (await store.summary(run.id))) return run.id
      if (run.key) keys.set(id, run.key)
      await store.create(id, newRun(run.start), clock.now())
      await begin(id)
      return id
    },
    async resume(run, options, given) {
      const before = await store.summary(run)
      const worker = await workerOf(run)
      const { options: known } = worker.state()
      const key = keyFor(known.model, given)
      if (key) keys.set(run, key)
      if (lacksKey(run, { ...known, ...options })) {
        throw new ColdopenError('model-unauthorized', `Run ${run} writes with ${modelName(known.model)}, which needs a key: set it as you did at the start and resume again.`)
      }
      await worker.submit({ type: 'resume', options })
      return before && before.status !== 'completed' ? before.lastSeq : 0
    },
    async cancel(run) {
      const worker = await workerOf(run)
      await worker.submit({ type: 'cancel' })
    },
    follow: (run, after, signal) => follow({ pages, hub }, { id: run, after }, signal),
    send: fanOut.send,
    async takeUp() {
      for (const run of await store.unfinished()) {
        // One run that cannot be taken up keeps nobody from the others.
        await begin(run).catch((error: unknown) => log.error({ err: error, run }, 'a run could not be taken up'))
      }
    },
    isIdle: () => hub.listeners() === 0 && [...opened.values()].every(worker => !worker.isBusy()),
    async close() {
      pages.close()
      await Promise.allSettled([...workers.values()].map(async worker => (await worker).leave()))
      workers.clear()
      opened.clear()
    },
  }
}
