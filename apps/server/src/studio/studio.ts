import {
  ColdopenError,
  inFlight,
  keyFor,
  modelName,
  needsKey,
  newRun,
  salvage,
  type ModelEnvironment,
  type ModelParts,
  type ModelRelay,
  type RunEvent,
  type RunOptions,
  type RunState,
  type TextModel,
  type WriterInput,
} from '@coldopen/core'
import type { Store } from '@coldopen/store'
import type { Logger } from '../log.ts'
import type { Clock } from './clock.ts'
import { createFanOut, type FanOut } from '../stream/fan-out.ts'
import { createPages } from '../stream/pages.ts'
import { follow } from './follow.ts'
import { createHub } from './hub.ts'
import { createPatience } from './patience.ts'
import { readJournal } from './read-journal.ts'
import { createTroubles, unlessTroubled, type Troubles } from './troubles.ts'
import { createWorker, type Worker } from './worker.ts'

export type StudioParts = {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  /** Makes the id of a new run: not guessable. */
  readonly newId: () => string
  /** The server's own environment: the model and key of callers that name none. */
  readonly env: ModelEnvironment
  /** The models of the editors that are open. */
  readonly relay: ModelRelay
  /** How the model of a run is made. */
  readonly createModel: (parts: ModelParts, run: string) => TextModel
}

export type NewRunParts = {
  /** The caller's own id for the run: asked for twice, it is started once. */
  readonly id?: string | undefined
  readonly start: Parameters<typeof newRun>[0]
  readonly key?: string | undefined
  /** The id of the user it belongs to; without one it belongs to whoever has the server. */
  readonly owner?: string
}

/** The runs of one store, as far as this process works on them. */
export type Studio = {
  readonly start: (run: NewRunParts) => Promise<string>
  /**
   * What a person says to a run, all of it by this one door. Resolves when it is durable; throws `conflict` or `invalid-input`
   * when the run cannot take it, and `model-unauthorized` when what follows needs a key that neither `env` nor the server has.
   */
  readonly submit: (run: string, input: WriterInput, env: ModelEnvironment) => Promise<void>
  /** Removes a run that has stopped, and what was written anew of its script. Throws `conflict` while one of them is drafted. */
  readonly remove: (run: string) => Promise<void>
  readonly follow: (run: string, after: number, signal: AbortSignal) => AsyncGenerator<RunEvent>
  /** Answers with the events of a run above `after`, those to come included. Rejects, with nothing answered yet, like `follow`. */
  readonly send: (...asked: Parameters<FanOut['send']>) => Promise<void>
  /** Which runs wait because nothing can be stored. */
  readonly troubles: Pick<Troubles, 'of' | 'listen'>
  /** Takes up every run that was left unfinished. */
  readonly takeUp: () => Promise<void>
  /** Whether anything is being drafted, or anybody follows. */
  readonly isIdle: () => boolean
  /** Streams of events that are open. */
  readonly followers: () => number
  /** Commits what has arrived and lets go of every run. */
  readonly close: () => Promise<void>
}

/** Nothing is done for a run in these statuses before somebody asks for it. */
const atRest = ['paused', 'completed', 'failed', 'cancelled'] as const

export const createStudio = (parts: StudioParts): Studio => {
  const { store, clock, log, env } = parts
  const hub = createHub()
  const troubles = createTroubles()
  const pages = createPages({ store, hub, clock })
  const fanOut = createFanOut({ pages, hub, troubles, clock, log })
  const patience = createPatience(clock, () => {})
  const workers = new Map<string, Promise<Worker>>()
  const opened = new Map<string, Worker>()
  const keys = new Map<string, string>()

  /** The key for a run's endpoint: the one its caller gave, or the server's own if it is for that very endpoint. */
  const keyOf = (run: string, options: RunOptions): string | undefined => keys.get(run) ?? keyFor(options.model, env)

  const lacksKey = (run: string, options: RunOptions): boolean => needsKey(options.model) && keyOf(run, options) === undefined

  /** Takes the key that a caller has for a run's model. Throws `model-unauthorized` when there is none, and it takes one. */
  const takeKey = (run: string, options: RunOptions, given: ModelEnvironment): void => {
    const key = keyFor(options.model, given)
    if (key) keys.set(run, key)
    if (!lacksKey(run, options)) return
    throw new ColdopenError('model-unauthorized', `Run ${run} writes with ${modelName(options.model)}, which needs a key: set it as you did at the start and resume again.`)
  }

  const modelFor = (run: string) => (state: RunState, keeping: boolean): TextModel => {
    const { model, capability, speed } = state.options
    return parts.createModel({ choice: model, capability, key: keyOf(run, state.options), speed, background: keeping, relay: parts.relay }, run)
  }

  const open = async (run: string): Promise<Worker> => {
    const epoch = await store.claim(run)
    const [state, summary] = await Promise.all([store.load(run), store.summary(run)])
    if (!state || !summary) throw new ColdopenError('not-found', `There is no run ${run}.`)
    const { lastSeq } = summary
    const onTrouble = (problem: ColdopenError | undefined): void => troubles.tell(run, problem)
    const worker = createWorker({ run, epoch, state, lastSeq, model: modelFor(run), store, hub, clock, log, onRest: () => forget(run), onTrouble })
    opened.set(run, worker)
    return worker
  }

  const forget = (run: string): void => {
    troubles.tell(run, undefined)
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
  const begin = async (run: string, worker: Worker): Promise<void> => {
    const { options } = worker.state()
    const isKeyless = lacksKey(run, options)
    const wasCut = worker.state().parts.some(part => inFlight(part) && !part.answerKept)
    const found = wasCut ? salvage(worker.state(), await patience.until(() => readJournal(store, run))) : new Map()
    const message = `The run writes with ${modelName(options.model)}, whose key this server does not have. Resume it with the key set.`
    await Promise.all([
      isKeyless && worker.submit({ type: 'pause', reason: 'user', problem: { code: 'model-unauthorized', message } }),
      worker.submit({ type: 'begin', now: clock.now().toISOString(), found, lacksKey: isKeyless }),
    ])
  }

  /** Begins a run that is stored: at once, or else as soon as the storage works again, which nobody has to wait for. */
  const beginWhenStored = async (run: string): Promise<void> => {
    const beginning = patience.until(() => workerOf(run)).then(worker => begin(run, worker))
    await patience.unlessTroubled(beginning).catch((error: unknown) => {
      if (!(error instanceof ColdopenError && error.code === 'storage')) throw error
      log.error({ err: error, run }, 'the run begins when it can be stored')
    })
  }

  return {
    async start(run) {
      const id = run.id ?? parts.newId()
      if (run.id && (await store.summary(run.id))) return run.id
      if (run.key) keys.set(id, run.key)
      await store.create(run.owner === undefined ? id : { id, owner: run.owner }, newRun(run.start), clock.now())
      await beginWhenStored(id)
      return id
    },
    async submit(run, input, given) {
      const worker = await workerOf(run)
      if (input.type === 'resume' || input.type === 'retry') takeKey(run, worker.state().options, given)
      await worker.submit(input)
    },
    async remove(run) {
      const pieces = await store.list({ of: run, limit: Infinity })
      for (const { id } of [...pieces, { id: run }]) {
        await store.remove(id, atRest)
        forget(id)
        keys.delete(id)
        hub.tellGone(id)
      }
    },
    follow: (run, after, signal) => unlessTroubled(troubles, run, { signal, events: stopped => follow({ pages, hub }, { id: run, after }, stopped) }),
    send: async (...asked) => fanOut.send(...asked),
    troubles,
    async takeUp() {
      for (const run of await store.unfinished()) {
        // One run that cannot be taken up keeps nobody from the others.
        await beginWhenStored(run).catch((error: unknown) => log.error({ err: error, run }, 'a run could not be taken up'))
      }
    },
    followers: () => hub.listeners(),
    isIdle: () => hub.listeners() === 0 && [...opened.values()].every(worker => !worker.isBusy()),
    async close() {
      pages.close()
      patience.giveUp()
      await Promise.allSettled([...workers.values()].map(async worker => (await worker).leave()))
      workers.clear()
      opened.clear()
    },
  }
}
