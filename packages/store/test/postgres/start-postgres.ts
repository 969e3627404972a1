import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'

/** A PostgreSQL of a test's own, ended with the process that started it at the latest. */
export type TestPostgres = AsyncDisposable & {
  /** Makes an empty database, and answers its URL. */
  readonly newDatabase: () => Promise<string>
  /** Breaks every connection and lets none be made. */
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
  /** Ends it as a power cut would, and starts it again. */
  readonly crash: () => Promise<void>
}

const keeper = fileURLToPath(new URL('keeper.ts', import.meta.url))

/**
 * Starts a real PostgreSQL: `durable` with the settings it comes with, `fast` without waiting for the disk. Undefined, after
 * a line that says why, where none can run.
 */
export const startPostgres = async (settings: 'fast' | 'durable'): Promise<TestPostgres | undefined> => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', keeper, settings], { stdio: ['pipe', 'pipe', 'ignore'] })
  child.stdin.on('error', () => undefined)
  const gone = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async (): Promise<string> => {
    const { value } = await lines.next()
    return String(value)
  }
  const ready = await answer()
  if (!ready.startsWith('ready ')) {
    console.warn(`The tests on PostgreSQL are left out, because none can be started here: ${ready}`)
    return undefined
  }
  // Nobody waits for the keeper but who closes it.
  for (const handle of [child, child.stdin, child.stdout]) if ('unref' in handle && typeof handle.unref === 'function') handle.unref()

  const order = async (line: string): Promise<void> => {
    child.stdin.write(`${line}\n`)
    const said = await answer()
    if (said !== 'done') throw new Error(`PostgreSQL did not ${line}: ${said}`)
  }
  const urlOf = (name: string): string => `postgres://postgres:password@127.0.0.1:${ready.slice('ready '.length)}/${name}`
  let databases = 0
  return {
    async newDatabase() {
      const name = `test_${process.pid}_${++databases}`
      const client = new Client({ connectionString: urlOf('postgres') })
      await client.connect()
      await client.query(`create database ${name}`)
      await client.end()
      return urlOf(name)
    },
    stop: () => order('stop'),
    start: () => order('start'),
    async crash() {
      await order('crash')
      await order('start')
    },
    async [Symbol.asyncDispose]() {
      child.ref()
      child.stdin.end()
      await gone
    },
  }
}

let shared: Promise<TestPostgres | undefined> | undefined

/** One fast PostgreSQL for all test files of a process. */
export const sharedPostgres = (): Promise<TestPostgres | undefined> => {
  shared ??= startPostgres('fast')
  return shared
}
