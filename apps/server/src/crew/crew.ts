import { ColdopenError, type ModelEnvironment, type WriterInput } from '@coldopen/core'
import { createWorkers, type WorkersParts } from './workers.ts'

/** Who works on the runs of a store: this process alone, or it and others. */
export type Crew = {
  /** Sees to it that a run which is stored is worked on. `key`: for its model, where its caller gave one; it stays in memory. */
  readonly begin: (run: string, key?: string) => Promise<void>
  /**
   * Hands a person's input to whoever works on the run, and resolves when it is carried out and durable. Rejects with the
   * reason when the run cannot take it, with `model-unauthorized` when what follows needs a key that neither `given` nor the
   * server has, and with `storage` when nobody could be reached.
   */
  readonly submit: (run: string, input: WriterInput, given: ModelEnvironment) => Promise<void>
  /** Sees to every run that was left unfinished. */
  readonly takeUp: () => Promise<void>
  /** A run that is gone from the store. */
  readonly forget: (run: string) => void
  /** Whether this process has something to do. */
  readonly isBusy: () => boolean
  /** Commits what has arrived and lets go of every run. */
  readonly close: () => Promise<void>
}

/** Brings a crew together over what its workers need. */
export type CrewOf = (parts: WorkersParts) => Crew

/** This process works on every run of its store. */
export const createSoloCrew: CrewOf = parts => {
  const { store, log } = parts
  const workers = createWorkers(parts, () => {})

  const begin: Crew['begin'] = async (run, key) => {
    if (key) workers.keepKey(run, key)
    await workers.unlessTroubled(workers.begin(run)).catch((error: unknown) => {
      if (!(error instanceof ColdopenError && error.code === 'storage')) throw error
      log.error({ err: error, run }, 'the run begins when it can be stored')
    })
  }

  return {
    begin,
    submit: (run, input, given) => workers.submit(run, input, { given }),
    async takeUp() {
      for (const run of await store.unfinished()) {
        // One run that cannot be taken up keeps nobody from the others.
        await begin(run).catch((error: unknown) => log.error({ err: error, run }, 'a run could not be taken up'))
      }
    },
    forget: workers.forget,
    isBusy: workers.isBusy,
    close: () => workers.close(0),
  }
}
