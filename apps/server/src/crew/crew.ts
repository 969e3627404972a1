import type { ModelEnvironment, WriterInput } from '@coldopen/core'
import type { WorkersParts } from './workers.ts'

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
