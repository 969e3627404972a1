import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isAlive, killOutright } from '../../../packages/client/test/processes.ts'
import { startFakeOpenAI, type FakeOpenAI, type FakeOpenAIOptions } from '@coldopen/fake-openai'

export type Said = { readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly stdout: string; readonly stderr: string }

/** A command as it runs. */
export type Running = {
  readonly process: ChildProcess
  readonly ended: Promise<Said>
  /** Resolves when what it has said on stdout and stderr so far contains `words`. */
  readonly says: (words: string | RegExp) => Promise<void>
}

type Environment = { readonly [name: string]: string | undefined }

export type Desk = AsyncDisposable & {
  /** The folder commands are given in, and the one that holds the runs. */
  readonly cwd: string
  readonly data: string
  readonly fake: FakeOpenAI
  /** What chooses the scripted provider. */
  readonly paid: Environment
  readonly start: (args: readonly string[], options?: { env?: Environment; stdin?: string; cwd?: string }) => Running
  readonly coldopen: (args: readonly string[], options?: { env?: Environment; stdin?: string; cwd?: string }) => Promise<Said>
  /** The local server's process; undefined when there is none. */
  readonly serverPid: () => Promise<number | undefined>
  /** Ends the local server as a power cut would. */
  readonly killServer: () => Promise<void>
}

const main = fileURLToPath(new URL('../bin/coldopen.js', import.meta.url))

const run = (args: readonly string[], options: { env: NodeJS.ProcessEnv; cwd: string; stdin: string | undefined }): Running => {
  const child = spawn(process.execPath, [main, ...args], { cwd: options.cwd, env: options.env, stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.on('error', () => undefined)
  child.stdin.end(options.stdin ?? '')
  const said = { stdout: '', stderr: '' }
  const listeners = new Set<() => void>()
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (piece: string) => {
      said[name] += piece
      for (const look of listeners) look()
    })
  }
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, signal: child.signalCode, ...said }))
  const says = async (words: string | RegExp): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const look = (): void => {
      const all = `${said.stdout}\n${said.stderr}`
      if (typeof words === 'string' ? all.includes(words) : words.test(all)) resolve()
    }
    listeners.add(look)
    look()
    void ended.then(() => reject(new Error(`it ended without saying ${words}: ${said.stdout}\n${said.stderr}`)))
    await promise.finally(() => listeners.delete(look))
  }
  return { process: child, ended, says }
}

/** A person's desk: a folder, a data folder, a scripted provider, and commands as real processes. Everything is gone with it. */
export const openDesk = async (options: FakeOpenAIOptions = {}): Promise<Desk> => {
  await using stack = new AsyncDisposableStack()
  const place = await realpath(await mkdtemp(join(tmpdir(), 'coldopen-cli-')))
  stack.defer(() => rm(place, { recursive: true, force: true, maxRetries: 5 }))
  const fake = stack.use(await startFakeOpenAI(options))
  const [cwd, data] = [join(place, 'desk'), join(place, 'data')]
  await mkdir(cwd)
  const children = new Set<ChildProcess>()
  const serverPid = async (): Promise<number | undefined> => {
    const file = await readFile(join(data, 'server.json'), 'utf8').catch(() => '{}')
    const pid = Number(/"pid":(\d+)/.exec(file)?.[1])
    return pid > 0 && isAlive(pid) ? pid : undefined
  }
  const killServer = async (): Promise<void> => {
    const pid = await serverPid()
    if (pid !== undefined) await killOutright(pid)
  }
  stack.defer(killServer)
  stack.defer(async () => {
    for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  })
  const owned = stack.move()
  const start: Desk['start'] = (args, given = {}) => {
    const env = { PATH: process.env['PATH'], HOME: place, COLDOPEN_DATA: data, COLDOPEN_PROVIDER: 'sample', NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], ...given.env }
    const running = run(args, { env, cwd: given.cwd ?? cwd, stdin: given.stdin })
    children.add(running.process)
    return running
  }
  return {
    cwd,
    data,
    fake,
    paid: { COLDOPEN_PROVIDER: 'openai', OPENAI_BASE_URL: fake.url, OPENAI_API_KEY: 'sk-desk', COLDOPEN_MODEL: 'fake' },
    start,
    coldopen: (args, given) => start(args, given).ended,
    serverPid,
    killServer,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
