import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createHandClock } from './clock.fixture.ts'
import { brief, filesIn, temporaryFolder } from './folder.fixture.ts'
import { journalAt, roughRun, run } from './script.fixture.ts'
import { openScriptFolder } from './script-folder.ts'

const segments = 12
const events = roughRun({ segments, perSet: 3 })
const kills = Number(process.env['COLDOPEN_KILLS'] ?? 20)
const chains = 4

/** Lets a client write and kills it at some moment. Answers the last event it is known to have been told, or that it was done. */
const writeAndKill = (base: string, options: { now: number; from: string; cache: string }): Promise<{ now: number; done: boolean }> =>
  new Promise((resolve, reject) => {
    const entry = join(import.meta.dirname, 'crash-child.fixture.ts')
    const child = spawn(process.execPath, [entry, base, String(segments), String(options.now), options.from], {
      env: { ...process.env, NODE_COMPILE_CACHE: options.cache },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const line = Math.floor((Math.random() * events.length) / 4 / 3)
    const delay = Math.random() * 12
    let lines = 0
    let now = options.now
    let done = false
    createInterface({ input: child.stdout }).on('line', text => {
      if (text === 'done') done = true
      else now = Math.max(now, Number(text))
      if (lines++ === line) setTimeout(() => child.kill('SIGKILL'), delay)
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve({ now, done })
      else reject(new Error(`the client ended with ${code ?? signal}`))
    })
  })

test(`a client that is killed ${kills} times leaves what a later one makes whole, byte for byte`, { timeout: 300_000 }, async () => {
  await using undisturbed = await temporaryFolder()
  const whole = await openScriptFolder({ base: undisturbed.dir, run, brief, clock: createHandClock() })
  for (const event of events) whole.apply(event)
  await whole.close()
  const expected = await filesIn(undisturbed.dir)
  await using cache = await temporaryFolder()

  const survive = async (chain: number): Promise<void> => {
    await using home = await temporaryFolder()
    let now = 0
    for (let kill = chain; kill < kills; kill += chains) {
      const from = kill % 2 === 0 ? 'from-start' : 'from-last'
      const killed = await writeAndKill(home.dir, { now, from, cache: cache.dir })
      now = killed.now
    }
    const last = await openScriptFolder({ base: home.dir, run, brief, clock: createHandClock() })
    for (const event of journalAt(events, events.length)) if (event.seq > last.lastEvent) last.apply(event)
    await last.close()
    expect(await filesIn(home.dir)).toEqual(expected)
  }
  await Promise.all(Array.from({ length: chains }, (_, chain) => survive(chain)))
})
