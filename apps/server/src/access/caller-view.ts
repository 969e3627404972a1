import { ColdopenError, type ModelEnvironment } from '@coldopen/core'
import type { Store } from '@coldopen/store'
import type { Relays } from '../relay/relays.ts'
import type { Models } from '../studio/models.ts'
import type { Studio } from '../studio/studio.ts'
import { withTrouble } from '../studio/troubles.ts'
import type { Admission } from './admission.ts'
import type { Caller } from './caller.ts'
import { noRelays, refuseRelay } from './no-relays.ts'
import { closedDesk, type UsersDesk } from './users-desk.ts'

/** What of the store a caller reads by. Everything else of it is the studio's. */
export type CallerStore = Pick<Store, 'load' | 'summary' | 'partsDoneAt' | 'list' | 'events' | 'tokensPerUnit'>

/** The studio without what only the server itself does. */
export type CallerStudio = Omit<Studio, 'troubles' | 'takeUp' | 'followers' | 'close'>

/** The server as one caller sees it. No call has any other, so that none can forget whose a run is. */
export type CallerView = {
  readonly caller: Caller
  readonly store: CallerStore
  readonly studio: CallerStudio
  readonly models: Models
  /** The editor windows that lend their models. */
  readonly relays: Relays
  readonly users: UsersDesk
}

/** All of the server. `env` is its own environment. */
export type Whole = {
  readonly store: Store
  readonly studio: Studio
  readonly models: Models
  readonly relays: Relays
  readonly users: UsersDesk
  readonly admission: Admission
  readonly env: ModelEnvironment
}

const noSuchRun = (run: string): ColdopenError => new ColdopenError('not-found', `There is no run ${run}. \`coldopen runs\` lists those there are.`)

/** An address that a user names would be asked by the server, from where it stands. */
const refuseAddress = (env: ModelEnvironment): void => {
  if (!env['OPENAI_BASE_URL']) return
  throw new ColdopenError('forbidden', 'Where models are asked is for this server to say: leave OPENAI_BASE_URL out.')
}

/** A user sees their own runs, as if there were no others; an admin sees all. Whoever starts a run owns it. */
export const createCallerView = (whole: Whole, caller: Caller): CallerView => {
  const { store, studio, models, admission } = whole
  const { user } = caller
  const isAdmin = caller.role === 'admin'
  const sees = async (run: string): Promise<boolean> => isAdmin || (await store.ownerOf(run)) === user?.id
  const seen = async (run: string): Promise<void> => {
    if (!(await sees(run))) throw noSuchRun(run)
  }
  return {
    caller,
    store: {
      load: async run => ((await sees(run)) ? store.load(run) : undefined),
      async summary(run) {
        const summary = (await sees(run)) ? await store.summary(run) : undefined
        return summary && withTrouble(summary, studio.troubles)
      },
      partsDoneAt: async run => ((await sees(run)) ? store.partsDoneAt(run) : new Map()),
      async list(query) {
        const runs = await store.list({ ...query, ...(!isAdmin && user && { owner: user.id }) })
        return runs.map(run => withTrouble(run, studio.troubles))
      },
      events: async (run, after, limit) => ((await sees(run)) ? store.events(run, after, limit) : []),
      tokensPerUnit: query => store.tokensPerUnit(query),
    },
    studio: {
      async start(run) {
        const owner = run.id === undefined ? undefined : await store.ownerOf(run.id)
        const isTaken = owner !== undefined && owner !== (user?.id ?? null)
        if (isTaken && !isAdmin) throw new ColdopenError('conflict', `The id ${run.id} cannot be used for a new run: choose another.`)
        const start = (): Promise<string> => studio.start({ ...run, ...(user && { owner: user.id }) })
        return user && owner === undefined ? admission.admit(user, start) : start()
      },
      async submit(run, input, env) {
        await seen(run)
        const submit = (): Promise<void> => studio.submit(run, input, env)
        return user && (input.type === 'resume' || input.type === 'retry') ? admission.admit(user, submit, run) : submit()
      },
      async remove(run) {
        await seen(run)
        return studio.remove(run)
      },
      async *follow(run, after, signal) {
        await seen(run)
        yield* studio.follow(run, after, signal)
      },
      async send(run, after, response) {
        await seen(run)
        return studio.send(run, after, response)
      },
      isIdle: () => studio.isIdle(),
    },
    models: {
      table: () => models.table(),
      // An Ollama of the machine is not the users'.
      installed: async () => (user ? [] : models.installed()),
      async choose(wish, env) {
        if (!isAdmin && env !== whole.env) refuseAddress(env)
        const chosen = await models.choose(wish, env)
        if (user && chosen.choice.provider === 'vscode') refuseRelay()
        return chosen
      },
    },
    relays: user ? noRelays : whole.relays,
    users: isAdmin ? whole.users : closedDesk,
  }
}
