import { newRun, type ModelEnvironment, type ModelParts, type ModelRelay, type RunEvent, type TextModel, type WriterInput } from '@coldopen/core'
import type { Store } from '@coldopen/store'
import type { CrewOf } from '../crew/crew.ts'
import { createSoloCrew } from '../crew/solo-crew.ts'
import type { Logger } from '../log.ts'
import type { Clock } from './clock.ts'
import { createFanOut, type FanOut } from '../stream/fan-out.ts'
import { createPages } from '../stream/pages.ts'
import { follow } from './follow.ts'
import { createHub } from './hub.ts'
import { createTroubles, unlessTroubled, type Troubles } from './troubles.ts'

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
  /** Who works on the runs; this process alone by default, on any number of them at once. */
  readonly crew?: CrewOf
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
  /** Removes a run that has stopped, and what was written anew of its script. Throws `conflict`, and removes nothing, while one of them is drafted. */
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
  const { store, clock, log } = parts
  const hub = createHub()
  const troubles = createTroubles()
  const pages = createPages({ store, hub, clock })
  const fanOut = createFanOut({ pages, hub, troubles, clock, log })
  const crew = (parts.crew ?? createSoloCrew(Infinity))({ ...parts, hub, troubles })

  return {
    async start(run) {
      const id = run.id ?? parts.newId()
      if (run.id && (await store.summary(run.id))) return run.id
      await store.create(run.owner === undefined ? id : { id, owner: run.owner }, newRun(run.start), clock.now())
      await crew.begin(id, run.key)
      return id
    },
    submit: crew.submit,
    async remove(run) {
      const pieces = await store.list({ of: run, limit: Infinity })
      const all = [...pieces.map(piece => piece.id), run]
      await store.remove(all, atRest)
      for (const id of all) {
        crew.forget(id)
        hub.tellGone(id)
      }
    },
    follow: (run, after, signal) => unlessTroubled(troubles, run, { signal, events: stopped => follow({ pages, hub }, { id: run, after }, stopped) }),
    send: async (...asked) => fanOut.send(...asked),
    troubles,
    takeUp: crew.takeUp,
    followers: () => hub.listeners(),
    isIdle: () => hub.listeners() === 0 && !crew.isBusy(),
    async close() {
      pages.close()
      await crew.close()
    },
  }
}
