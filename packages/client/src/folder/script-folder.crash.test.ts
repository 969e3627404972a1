import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { podcastBrief, roughPodcast } from './chunks.fixture.ts'
import { createHandClock } from './clock.fixture.ts'
import { brief, filesIn, temporaryFolder } from './folder.fixture.ts'
import { journalAt, roughRun, run } from './script.fixture.ts'
import { openScriptFolder } from './script-folder.ts'

const segments = 12
const scripts = [
  { name: 'sets', segments, brief, events: roughRun({ segments, perSet: 3 }) },
  { name: 'chunks', segments: 0, brief: podcastBrief, events: roughPodcast() },
]
type Written = (typeof scripts)[number]

const kills = Number(process.env['COLDOPEN_KILLS'] ?? 12)
const chains = 4

/** Lets a client write and kills it at some moment. Answers the last event it is known to have been told, or that it was done. */
const writeAndKill = (base: string, script: Written, options: { now: number; from: string; cache: string }): Promise<{ now: number; done: boolean }> =>
  new Promise((resolve, reject) => {
    const entry = join(import.meta.dirname, 'crash-child.fixture.ts')
    const child = spawn(process.execPath, [entry, base, String(script.segments), String(options.now), options.from], {
      env: { ...process.env, NODE_COMPILE_CACHE: options.cache },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const line = Math.floor((Math.random() * script.events.length) / 4 / 3)
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

test.each(scripts)(`a client that is killed ${kills} times leaves $name that a later one makes whole, byte for byte`, { timeout: 300_000 }, async script => {
  const { events } = script
  await using undisturbed = await temporaryFolder()
  const whole = await openScriptFolder({ base: undisturbed.dir, run, brief: script.brief, clock: createHandClock() })
  for (const event of events) whole.apply(event)
  await whole.close()
  const expected = await filesIn(undisturbed.dir)
  await using cache = await temporaryFolder()

  const survive = async (chain: number): Promise<void> => {
    await using home = await temporaryFolder()
    let now = 0
    for (let kill = chain; kill < kills; kill += chains) {
      const from = kill % 2 === 0 ? 'from-start' : 'from-last'
      const killed = await writeAndKill(home.dir, script, { now, from, cache: cache.dir })
      now = killed.now
    }
    const last = await openScriptFolder({ base: home.dir, run, brief: script.brief, clock: createHandClock() })
    for (const event of journalAt(events, events.length)) if (event.seq > last.lastEvent) last.apply(event)
    await last.close()
    expect(await filesIn(home.dir)).toEqual(expected)
  }
  await Promise.all(Array.from({ length: chains }, (_, chain) => survive(chain)))
})
