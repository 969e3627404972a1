import {
  ColdopenError,
  inFlight,
  keyFor,
  modelName,
  needsKey,
  salvage,
  type ModelEnvironment,
  type ModelParts,
  type ModelRelay,
  type RunOptions,
  type RunState,
  type TextModel,
  type WriterInput,
} from '@coldopen/core'
import type { Store } from '@coldopen/store'
import type { Logger } from '../log.ts'
import type { Clock } from '../studio/clock.ts'
import type { Hub } from '../studio/hub.ts'
import { createPatience } from '../studio/patience.ts'
import { readJournal } from '../studio/read-journal.ts'
import type { Troubles } from '../studio/troubles.ts'
import { createWorker, type Worker } from '../studio/worker.ts'

export type WorkersParts = {
  readonly store: Store
  readonly hub: Hub
  readonly troubles: Troubles
  readonly clock: Clock
  readonly log: Logger
  /** The server's own environment: the key of runs whose caller gave none. */
  readonly env: ModelEnvironment
  /** The models of the editors that are open. */
  readonly relay: ModelRelay
  /** How the model of a run is made. */
  readonly createModel: (parts: ModelParts, run: string) => TextModel
}

/** `given`: whose key it may go on with. `taken`: the ids of the stored inputs that are carried out by it. */
export type Submitting = { readonly given?: ModelEnvironment; readonly taken?: readonly number[] }

/** Inputs behind which requests leave, so that the key has to be there first. */
export const needsKeyFirst = (input: WriterInput): boolean => input.type === 'resume' || input.type === 'retry'

/** The runs in the hands of this process. */
export type Workers = {
  /** Takes a stored run up, as soon as the storage works. */
  readonly begin: (run: string) => Promise<void>
  /** What waits, less patiently: rejects with `storage` as soon as it is known that the storage does not work. */
  readonly unlessTroubled: (work: Promise<void>) => Promise<void>
  /** Carries an input out. Takes the run up for it if need be. Rejects when the run cannot take it, or nothing can be stored. */
  readonly submit: (run: string, input: WriterInput, how: Submitting) => Promise<void>
  readonly has: (run: string) => boolean
  readonly keepKey: (run: string, key: string) => void
  /** Takes the key that `given` has for a run's model. Throws `model-unauthorized` when it takes one, and there is none. */
  readonly takeKey: (run: string, options: RunOptions, given: ModelEnvironment) => void
  readonly lacksKey: (run: string, options: RunOptions) => boolean
  /** Lets go of a run: commits what has arrived. What is under way may finish for `graceMs` first, and nothing new leaves. */
  readonly leave: (run: string, graceMs: number) => Promise<void>
  /** A run that is gone from the store. */
  readonly forget: (run: string) => void
  readonly isBusy: () => boolean
  /** Lets go of every run, and waits for the storage no more. */
  readonly close: (graceMs: number) => Promise<void>
}

/** `onRest` is called when nothing is left to do for a run here: it has stopped, or another process has it. */
export const createWorkers = (parts: WorkersParts, onRest: (run: string) => void): Workers => {
  const { store, hub, troubles, clock, log, env } = parts
  const patience = createPatience(clock, () => {})
  const workers = new Map<string, Promise<Worker>>()
  const opened = new Map<string, Worker>()
  const keys = new Map<string, string>()

  /** The key for a run's endpoint: the one its caller gave, or the server's own if it is for that very endpoint. */
  const keyOf = (run: string, options: RunOptions): string | undefined => keys.get(run) ?? keyFor(options.model, env)

  const lacksKey = (run: string, options: RunOptions): boolean => needsKey(options.model) && keyOf(run, options) === undefined

  const takeKey: Workers['takeKey'] = (run, options, given) => {
    const key = keyFor(options.model, given)
    if (key) keys.set(run, key)
    if (!lacksKey(run, options)) return
    throw new ColdopenError('model-unauthorized', `Run ${run} writes with ${modelName(options.model)}, which needs a key: set it as you did at the start and resume again.`)
  }

  const modelFor = (run: string) => (state: RunState, keeping: boolean): TextModel => {
    const { model, capability, speed } = state.options
    return parts.createModel({ choice: model, capability, key: keyOf(run, state.options), speed, background: keeping, relay: parts.relay }, run)
  }

  const forget = (run: string): void => {
    troubles.tell(run, undefined)
    workers.delete(run)
    opened.delete(run)
  }

  const open = async (run: string): Promise<Worker> => {
    const epoch = await store.claim(run)
    const [state, summary] = await Promise.all([store.load(run), store.summary(run)])
    if (!state || !summary) throw new ColdopenError('not-found', `There is no run ${run}.`)
    // One that rested, and is told of a late failure, lets nobody go who has the run by now.
    const rest = (): void => {
      if (opened.get(run) !== worker) return
      forget(run)
      onRest(run)
    }
    const onTrouble = (problem: ColdopenError | undefined): void => troubles.tell(run, problem)
    const { lastSeq } = summary
    const worker = createWorker({ run, epoch, state, lastSeq, model: modelFor(run), store, hub, clock, log, onRest: rest, onTrouble })
    opened.set(run, worker)
    return worker
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
  const goOn = async (run: string, worker: Worker): Promise<void> => {
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

  return {
    async begin(run) {
      const worker = await patience.until(() => workerOf(run))
      await goOn(run, worker)
    },
    unlessTroubled: patience.unlessTroubled,
    async submit(run, input, how) {
      const worker = await workerOf(run)
      try {
        if (how.given && needsKeyFirst(input)) takeKey(run, worker.state().options, how.given)
      } catch (error) {
        worker.rest()
        throw error
      }
      await worker.submit(input, how.taken)
    },
    has: run => workers.has(run),
    keepKey: (run, key) => void keys.set(run, key),
    takeKey,
    lacksKey,
    async leave(run, graceMs) {
      const worker = await workers.get(run)?.catch(() => undefined)
      await worker?.leave(graceMs)
      forget(run)
    },
    forget(run) {
      forget(run)
      keys.delete(run)
    },
    isBusy: () => [...opened.values()].some(worker => worker.isBusy()),
    async close(graceMs) {
      patience.giveUp()
      await Promise.allSettled([...workers.values()].map(async worker => (await worker).leave(graceMs)))
      for (const run of workers.keys()) forget(run)
    },
  }
}
