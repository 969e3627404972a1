import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { langgraph } from './langgraph-lives.ts'
import type { Life } from './lives.ts'
import { ours } from './ours.ts'

const sets = 60
/** Kills a contender, at moments within so many milliseconds of each start. */
const kills = 30
const within = 1500

const requestsSchema = z.array(z.object({ kind: z.string(), completed: z.boolean(), body: z.object({ input: z.unknown() }) }))

/** What an answer was for: the same words for two answers that were paid for the same piece. */
const pieceOf = (input: unknown): string => {
  const text = typeof input === 'string' ? input : JSON.stringify(input)
  return /"numbers":\[[\d,]*\]/.exec(text)?.[0] ?? /Draft set \d+/.exec(text)?.[0] ?? /"beats":\{"from":\d+/.exec(text)?.[0] ?? text
}

const startFake = async () => {
  const main = fileURLToPath(new URL('main.ts', import.meta.resolve('@coldopen/fake-openai')))
  const child = spawn(process.execPath, [main, '--pace', '8000', '--first-token', '0.02'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [url] = await once(createInterface(child.stdout), 'line')
  const answers = async () => requestsSchema.parse(await (await fetch(new URL('/__requests', String(url)))).json()).filter(request => request.kind === 'responses')
  return { url: String(url), answers, stop: () => void child.kill() }
}

/** Bytes of the databases in a folder, what stands in their logs folded in. Nobody may have them open. */
const sizeOf = async (folder: string): Promise<number> => {
  const files = (await readdir(folder)).filter(file => /\.(db|sqlite)$/.test(file) && !file.startsWith('lock'))
  for (const file of files) {
    using database = new DatabaseSync(join(folder, file))
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  }
  const sizes = await Promise.all(files.map(async file => (await stat(join(folder, file))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Ends a process, and waits until it is gone. */
const kill = async (pid: number): Promise<void> => {
  try {
    for (process.kill(pid, 'SIGKILL'); ; await sleep(5)) process.kill(pid, 0)
  } catch {
    // It is gone.
  }
}

type Contender = (place: { folder: string; baseUrl: string; model: string; sets: number }) => () => Promise<Life>

const live = async (contender: Contender, times: number) => {
  const folder = await mkdtemp(join(tmpdir(), 'coldopen-bench-'))
  const fake = await startFake()
  const begin = contender({ folder, baseUrl: fake.url, model: 'fake', sets })
  try {
    let killed = 0
    for (;;) {
      const life = await begin()
      const moment = killed < times ? sleep(Math.random() * within) : new Promise<never>(() => {})
      life.done.catch(() => undefined)
      const characters = await Promise.race([moment, life.done])
      if (characters !== undefined) {
        await kill(life.pid)
        const journal = await sizeOf(folder)
        const whole = (await fake.answers()).filter(answer => answer.completed)
        const pieces = new Set(whole.map(answer => pieceOf(answer.body.input)))
        return { characters, journal, killed, answers: whole.length, again: whole.length - pieces.size }
      }
      killed++
      await kill(life.pid)
    }
  } finally {
    fake.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`

/** The journal of a long script, and what is paid for twice when its process is killed, beside LangGraph.js with its SQLite checkpointer. */
export const durableTable = async (): Promise<string> => {
  const rows: string[] = []
  for (const [name, contender] of [['**Coldopen**', ours], ['LangGraph.js, `SqliteSaver`', langgraph]] as const) {
    const whole = await live(contender, 0)
    const cut = await live(contender, kills)
    rows.push(`| ${name} | ${megabytes(whole.characters)} | ${megabytes(whole.journal)} | ${(whole.journal / whole.characters).toFixed(2)} × | ${cut.killed} | ${cut.answers} | ${cut.again} |`)
  }
  return [
    `### A script of ${sets} sets kept on disk, undisturbed and killed (-9) at random moments`,
    '',
    '| | its text | its journal | of the text | kills | whole answers paid for | of these paid for again |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}
