import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ColdopenError, protocolVersion, type ModelEnvironment, type ModelParts, type TextModel } from '@coldopen/core'
import { acquireOwnership, openSqliteStore } from '@coldopen/store'
import { listen } from './http/listen.ts'
import { createLog, type Logger } from './log.ts'
import { endWhenIdle } from './place/lifetime.ts'
import { removeServerFile, writeServerFile } from './place/server-file.ts'
import { systemClock, type Clock } from './studio/clock.ts'
import { createStreamLimit } from './stream/stream-limit.ts'
import { createModels } from './studio/models.ts'
import { createStudio } from './studio/studio.ts'

export type ServerOptions = {
  /** Holds the runs, and the user's table of models (`models.json`). One server owns it at a time. */
  readonly dataFolder: string
  /** Loopback by default. */
  readonly host?: string
  /** 0, the default, takes a free one. */
  readonly port?: number
  /** 64 hexadecimal digits; a new one each launch by default. */
  readonly token?: string
  /** The environment that chooses model and key for callers that send none. */
  readonly env: ModelEnvironment
  /** Streams of events that one caller may have open at a time; 2,000 by default. */
  readonly maxStreams?: number
  /** Milliseconds without runs and followers after which the server ends by itself; never by default. */
  readonly idleMs?: number
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

const makeFolder = async (folder: string): Promise<void> => {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new ColdopenError('storage', `The data folder ${folder} cannot be made: set COLDOPEN_DATA to a folder you may write to.`, error)
  }
}

/**
 * Starts the server of a data folder: takes ownership, takes up unfinished runs, listens, and writes where it is to
 * `server.json`. Throws `conflict` when another server owns the folder.
 */
export const startServer = async (options: ServerOptions): Promise<RunningServer> => {
  const { dataFolder, env, host = '127.0.0.1', port = 0, clock = systemClock, maxStreams = 2000 } = options
  const token = options.token ?? randomBytes(32).toString('hex')
  const log = options.log ?? createLog(env['LOG_LEVEL'] || 'info')
  await makeFolder(dataFolder)
  const ownership = acquireOwnership(dataFolder)
  if (!ownership) throw new ColdopenError('conflict', `Another Coldopen server owns ${dataFolder}. Use it, or stop it first.`)

  await using stack = new AsyncDisposableStack()
  stack.defer(() => ownership.release())
  const store = await openSqliteStore({ file: join(dataFolder, 'coldopen.sqlite') })
  stack.defer(() => store.close())
  const { createModel } = options
  const studio = createStudio({ store, clock, log, env, newId: randomUUID, ...(createModel && { createModel }) })
  stack.defer(() => studio.close())
  const models = createModels({ dataFolder, ...(options.fetch && { fetch: options.fetch }) })
  const listening = await listen({ host, port, token }, { studio, store, models, streams: createStreamLimit(maxStreams), caller: 'token', env, log })
  stack.defer(() => listening.close())
  const url = `http://${host}:${listening.port}`
  await writeServerFile(dataFolder, { url, token, pid: process.pid, protocol: protocolVersion })
  stack.defer(() => removeServerFile(dataFolder, token))
  await studio.takeUp()
  log.info({ url }, 'listening')

  const owned = stack.move()
  const closed = Promise.withResolvers<void>()
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closing ??= owned.disposeAsync().then(closed.resolve, closed.reject)
    return closing
  }
  if (options.idleMs !== undefined) {
    owned.defer(endWhenIdle({ clock, idleMs: options.idleMs, isIdle: studio.isIdle }, () => void close()))
  }
  return { url, token, close, closed: closed.promise, [Symbol.asyncDispose]: close }
}
