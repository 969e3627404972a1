import { randomBytes, randomUUID } from 'node:crypto'
import { createModel, isSample, protocolVersion, type ModelEnvironment, type ModelParts, type TextModel } from '@coldopen/core'
import { openStoreAt, openWire } from '@coldopen/store'
import { createAccounts } from './access/accounts.ts'
import { createAdmission } from './access/admission.ts'
import { createCallerView, type Whole } from './access/caller-view.ts'
import { createCallers } from './access/callers.ts'
import { createOpenRequests } from './access/open-requests.ts'
import { createUsersDesk, localDesk } from './access/users-desk.ts'
import type { CrewOf } from './crew/crew.ts'
import { openJobs } from './crew/jobs.ts'
import { createSharedCrew } from './crew/shared-crew.ts'
import { createSoloCrew } from './crew/solo-crew.ts'
import { countedModel } from './figures/counted-model.ts'
import { createFigures } from './figures/figures.ts'
import { observedStore } from './figures/observed-store.ts'
import { listen } from './http/listen.ts'
import { endpointOf, limitedModel } from './limits/limited-model.ts'
import { memoryAllowances } from './limits/memory-allowances.ts'
import { createLog, type Logger } from './log.ts'
import { endWhenIdle } from './place/lifetime.ts'
import { givenToken, isLoopback, namesOf, ownUrl } from './place/listen-address.ts'
import { removeServerFile, writeServerFile } from './place/server-file.ts'
import { runsAtOnce, storeAddressOf, takePossession } from './place/whereabouts.ts'
import { createRelays } from './relay/relays.ts'
import { systemClock, type Clock } from './studio/clock.ts'
import { createModels } from './studio/models.ts'
import { createStudio } from './studio/studio.ts'

export type ServerOptions = {
  /**
   * Holds the runs, unless COLDOPEN_DATABASE_URL of `env` says where else they are, and the user's table of models
   * (`models.json`). One server owns it at a time; any number may share a PostgreSQL database.
   */
  readonly dataFolder: string
  /** Loopback by default. */
  readonly host?: string
  /** 0, the default, takes a free one. */
  readonly port?: number
  /** 64 hexadecimal digits; COLDOPEN_TOKEN, else a new one each launch by default. */
  readonly token?: string
  /**
   * The environment that chooses model and key for callers that send none. COLDOPEN_TOKEN, or a host that is not this machine
   * alone, makes the server a hosted one, with users.
   */
  readonly env: ModelEnvironment
  /** Milliseconds without runs and followers after which the server ends by itself; never by default. */
  readonly idleMs?: number
  /** Milliseconds that requests under way may take to finish when a server ends that shares its runs with others; 20,000 by default. */
  readonly graceMs?: number
  readonly clock?: Clock
  readonly log?: Logger
  readonly createModel?: (parts: ModelParts) => TextModel
  /** How an Ollama on this machine is looked for when nothing chooses a model; without it none is. */
  readonly fetch?: typeof globalThis.fetch
}

export type RunningServer = AsyncDisposable & {
  readonly url: string
  readonly token: string
  /** Commits what has arrived, lets go of the data folder, and stops. */
  readonly close: () => Promise<void>
  /** Resolves when the server has stopped, by itself or by `close`. */
  readonly closed: Promise<void>
}

/** Milliseconds that requests under way may take to finish when a server ends that shares its runs with others. */
const usualGraceMs = 20_000

type Joining = { readonly url: string; readonly most: number; readonly graceMs: number; readonly log: Logger }

/** This process among those that share the runs of a database. What it opens is closed by the stack. */
const joinCrew = async (stack: AsyncDisposableStack, joining: Joining): Promise<CrewOf> => {
  const { url, most, graceMs, log } = joining
  const jobs = await openJobs(url, log)
  stack.defer(() => jobs.close())
  return createSharedCrew({ jobs, openWire: parts => openWire({ url, ...parts }), id: randomUUID(), most, graceMs })
}

/**
 * Starts the server of a data folder: takes ownership, takes up unfinished runs, listens, and writes where it is to
 * `server.json`. Throws `conflict` when another server owns the folder.
 */
export const startServer = async (options: ServerOptions): Promise<RunningServer> => {
  const { dataFolder, env, host = '127.0.0.1', port = 0, clock = systemClock } = options
  const hostedToken = givenToken(env)
  const token = options.token ?? hostedToken ?? randomBytes(32).toString('hex')
  const isHosted = hostedToken !== undefined || !isLoopback(host)
  const log = options.log ?? createLog(env['LOG_LEVEL'] || 'info')
  const address = storeAddressOf(env, dataFolder)
  const most = runsAtOnce(env)

  await using stack = new AsyncDisposableStack()
  stack.use(await takePossession(dataFolder, address))
  const store = await openStoreAt(address)
  stack.defer(() => store.close())
  const crew = address.kind === 'postgres' ? await joinCrew(stack, { url: address.url, most, graceMs: options.graceMs ?? usualGraceMs, log }) : createSoloCrew(most)
  const { users } = store
  const allowances = address.kind === 'postgres' ? store.allowances : memoryAllowances()
  const figures = createFigures({ runs: () => store.counts(), followers: () => studio.followers() })
  stack.defer(() => figures.close())
  const relays = createRelays({ clock, newId: randomUUID })
  const accounts = createAccounts({ store, clock, log, newId: randomUUID })
  stack.defer(() => accounts.close())
  const make = options.createModel ?? createModel
  const studio = createStudio({
    store: observedStore(store, figures, clock),
    clock,
    log,
    env,
    newId: randomUUID,
    relay: relays,
    crew,
    createModel(parts, run) {
      const account = isHosted ? accounts.of(run) : undefined
      const limited = isSample(parts.choice) ? make(parts) : limitedModel(make(parts), { allowances, endpoint: endpointOf(parts), clock })
      return countedModel(limited, { figures, clock, price: parts.capability.price, account })
    },
  })
  stack.defer(() => studio.close())
  const models = createModels({ dataFolder, relay: relays, ...(options.fetch && { fetch: options.fetch }) })
  const open = createOpenRequests(clock, async keyHash => (await users.byKey(keyHash)) !== undefined)
  stack.defer(() => open.close())
  const desk = isHosted ? createUsersDesk({ users, clock, newId: randomUUID, cut: open.cut }) : localDesk
  const whole: Whole = { store, studio, models, relays, users: desk, admission: createAdmission(store), env }
  const listening = await listen(
    { host, port },
    {
      callers: createCallers({ token, ...(isHosted && { users }) }),
      open,
      view: caller => createCallerView(whole, caller),
      figures,
      env,
      log,
      clock,
      names: at => namesOf(host, at, env),
    },
  )
  stack.defer(() => listening.close())
  const url = ownUrl(host, listening.port)
  await writeServerFile(dataFolder, { url, token, pid: process.pid, protocol: protocolVersion })
  stack.defer(() => removeServerFile(dataFolder, token))
  await studio.takeUp()
  log.info({ url, hosted: isHosted }, 'listening')

  const owned = stack.move()
  const closed = Promise.withResolvers<void>()
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closing ??= owned.disposeAsync().then(closed.resolve, closed.reject)
    return closing
  }
  if (options.idleMs !== undefined) {
    owned.defer(endWhenIdle({ clock, idleMs: options.idleMs, isIdle: () => studio.isIdle() && !relays.isServing() }, () => void close()))
  }
  return { url, token, close, closed: closed.promise, [Symbol.asyncDispose]: close }
}
