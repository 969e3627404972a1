import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A process of a test's own: it is told and tells one line at a time, and is gone when the test is. */
export type Child = AsyncDisposable & {
  readonly tell: (line: string) => void
  /** The next line it says; undefined when it has ended and said everything. */
  readonly next: () => Promise<string | undefined>
  /** Ends it as a power cut would, at once, and resolves when it is gone. */
  readonly kill: () => Promise<void>
  readonly process: ChildProcess
}

/**
 * Runs a module of this folder. `cache` is a folder where children leave what they compiled, so that the next starts sooner;
 * `limit` is the size a file may grow to, in blocks of 512 bytes.
 */
export const startChild = (module: string, args: readonly string[], options: { cache: string; limit?: number }): Child => {
  const script = fileURLToPath(new URL(module, import.meta.url))
  const run = [process.execPath, '--disable-warning=ExperimentalWarning', script, ...args]
  const limited = ['sh', '-c', `ulimit -S -f ${options.limit} && exec "$@"`, 'sh', ...run]
  const [command = '', ...rest] = options.limit === undefined ? run : limited
  const env = { ...process.env, NODE_COMPILE_CACHE: join(options.cache, 'compiled') }
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'], env })
  const gone = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  child.stdin.on('error', () => undefined)
  const kill = async () => {
    child.kill('SIGKILL')
    await gone
  }
  return {
    tell: line => child.stdin.write(`${line}\n`),
    next: async () => {
      const { done, value } = await lines.next()
      return done === true ? undefined : value
    },
    kill,
    process: child,
    [Symbol.asyncDispose]: kill,
  }
}
