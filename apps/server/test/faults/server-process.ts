import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { serverFileName, serverFileSchema, type ServerFile } from '@coldopen/core'
import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client'
import type { AppRouter } from '../../src/index.ts'

export type Api = TRPCClient<AppRouter>

/** The server's own program as a process, in the way it is started for people, that can be killed like any other. */
export type ServerProcess = AsyncDisposable & {
  readonly pid: number
  /** Lets a process that stands by become the server. */
  readonly begin: () => void
  /** Resolves when it listens. */
  readonly listening: () => Promise<Api>
  /** Ends it at once, as a power cut would, and resolves when it is gone. */
  readonly kill: () => Promise<void>
  /** Stops its clockwork, as a laptop's lid does, and lets it go on. */
  readonly freeze: () => void
  readonly thaw: () => void
  /** Asks it to end, and resolves when it has. */
  readonly end: () => Promise<void>
}

const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const standby = new URL('standby.ts', import.meta.url).href

/** Milliseconds a server may take to listen on a machine that is busy. */
const startMs = 60_000

/** Where a server says that it is, and by which token it is asked. */
export const serverFileOf = async (folder: string): Promise<ServerFile | undefined> => {
  const text = await readFile(join(folder, serverFileName), 'utf8').catch(() => '{}')
  return serverFileSchema.safeParse(JSON.parse(text)).data
}

const apiOf = async (folder: string, pid: number | undefined): Promise<Api | undefined> => {
  const file = await serverFileOf(folder)
  if (file === undefined || file.pid !== pid) return undefined
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: `${file.url}/trpc`, headers: { authorization: `Bearer ${file.token}` } })] })
}

/** Starts a process that stands by to serve a data folder. `env` is beside what every process needs. */
export const serverProcess = (dataFolder: string, env: { readonly [name: string]: string }): ServerProcess => {
  const child = spawn(process.execPath, ['--import', standby, program], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], COLDOPEN_DATA: dataFolder, ...env },
  })
  const gone = once(child, 'exit')
  const ready = once(child.stdout, 'data')
  child.stdin.on('error', () => undefined)
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await gone
  }
  if (child.pid === undefined) throw new Error('the server could not be started')
  return {
    pid: child.pid,
    begin: () => void ready.then(() => child.stdin.write('go\n')),
    async listening() {
      for (let until = performance.now() + startMs; performance.now() < until; await sleep(5)) {
        const api = await apiOf(dataFolder, child.pid)
        if (api) return api
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the server ended with ${child.exitCode ?? child.signalCode}`)
      }
      throw new Error('the server did not start')
    },
    kill,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async end() {
      child.kill('SIGTERM')
      await gone
    },
    [Symbol.asyncDispose]: kill,
  }
}
