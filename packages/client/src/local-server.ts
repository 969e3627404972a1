import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ColdopenError, protocolVersion, serverFileName, serverFileSchema, type ServerFile } from '@coldopen/core/protocol'
import { createColdopen, type Coldopen } from './create-coldopen.ts'

/** How a local server is started: a program of its own, which reads COLDOPEN_DATA. */
export type Launch = { readonly command: string; readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv }

export type LocalPlace = { readonly dataFolder: string; readonly launch: Launch }

/** Milliseconds to wait for a server that was started, and for one that is asked whether it lives. */
const startMs = 20_000
const answerMs = 3000

/**
 * Milliseconds without a connection after which a stream of events gives its server up. On one's own machine a server that
 * is there answers sooner, and the next one can be found or started.
 */
const deadlineMs = 2000

/** The exit code with which a server says that another one owns the data folder. */
const ownedByAnother = 3

const readServerFile = async (folder: string): Promise<ServerFile | undefined> => {
  const text = await readFile(join(folder, serverFileName), 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    return serverFileSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

type Found = { readonly file: ServerFile; readonly client: Coldopen; readonly idle: boolean; readonly protocol: number }

/** The server that `server.json` names, if it is there and is ours. */
const find = async (folder: string): Promise<Found | undefined> => {
  const file = await readServerFile(folder)
  if (!file) return undefined
  const client = createColdopen({ ...file, deadlineMs })
  try {
    const health = await client.api.health.query(undefined, { signal: AbortSignal.timeout(answerMs) })
    return { file, client, idle: health.idle, protocol: health.protocol }
  } catch {
    return undefined
  }
}

/** The log begins anew once it has grown beyond this many bytes. */
const maxLogBytes = 5_000_000

const isLarge = (file: string): boolean => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maxLogBytes

type Started = { readonly exit: () => number | null | undefined; readonly logFile: string }

const start = (place: LocalPlace): Started => {
  const { dataFolder, launch } = place
  const logFile = join(dataFolder, 'server.log')
  let log: number
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
    log = openSync(logFile, isLarge(logFile) ? 'w' : 'a', 0o600)
  } catch (error) {
    throw new ColdopenError('storage', `The data folder ${dataFolder} cannot be written: set COLDOPEN_DATA to a folder you may write to.`, error)
  }
  let exit: number | null | undefined
  const child = spawn(launch.command, launch.args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...launch.env, COLDOPEN_DATA: dataFolder },
    windowsHide: true,
  })
  closeSync(log)
  child.on('exit', code => (exit = code ?? -1))
  child.on('error', () => (exit = -1))
  child.unref()
  return { exit: () => exit, logFile }
}

const lastLine = async (file: string): Promise<string> => {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.trim().split('\n').at(-1) ?? ''
}

/** Ends an idle server of another version, and waits until it has let go of the folder. */
const replace = async (folder: string, found: Found): Promise<void> => {
  if (!found.idle) {
    throw new ColdopenError('conflict', `A Coldopen server of another version is at work in ${folder} (process ${found.file.pid}). Wait until it is done, or stop it.`)
  }
  try {
    process.kill(found.file.pid, 'SIGTERM')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
  for (let waited = 0; waited < startMs && (await find(folder)); waited += 100) await sleep(100)
}

/** The server of a data folder if it is there already; none is started. */
export const runningLocal = async (dataFolder: string): Promise<Coldopen | undefined> => {
  const there = await find(dataFolder)
  return there?.protocol === protocolVersion ? there.client : undefined
}

/**
 * The server of a data folder: the one that is there, or one started for it, which outlives this process while it has work.
 * Throws `storage` when none can be started, `conflict` when one of another version is at work.
 */
export const connectLocal = async (place: LocalPlace): Promise<Coldopen> => {
  const there = await find(place.dataFolder)
  if (there?.protocol === protocolVersion) return there.client
  if (there) await replace(place.dataFolder, there)

  let started = start(place)
  const until = performance.now() + startMs
  while (performance.now() < until) {
    await sleep(25)
    const found = await find(place.dataFolder)
    if (found?.protocol === protocolVersion) return found.client
    const exit = started.exit()
    if (exit === undefined) continue
    if (exit !== ownedByAnother) break
    await sleep(250)
    started = start(place)
  }
  const why = await lastLine(started.logFile)
  throw new ColdopenError('storage', `The local server did not start${why ? `: ${why}` : '.'} Its log is ${started.logFile}.`)
}
