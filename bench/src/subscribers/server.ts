import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ModelEvent, TextModel } from '@coldopen/core'
import { startServer } from '@coldopen/server'

/**
 * The whole server in a process of its own (`node --expose-gc`), with a model that tells the time: every 10 ms a piece of
 * text with the moment it was said. Tells its address, and what it used whenever it is asked.
 */
export type Told = { readonly url: string; readonly token: string } | { readonly cpuMs: number; readonly heap: number }

const stamp = (): string => `@${(performance.timeOrigin + performance.now()).toFixed(1)}@ and the lamp turns once more`

async function* tell(signal: AbortSignal): AsyncGenerator<ModelEvent> {
  yield { type: 'text', text: '{"segments":[{"title":"The lamp","setting":"INT. LAMP ROOM - NIGHT","action":"' }
  while (!signal.aborted) {
    yield { type: 'text', text: stamp() }
    await sleep(10, undefined, { signal }).catch(() => undefined)
  }
  yield { type: 'end', outcome: { type: 'aborted' } }
}

const teller: TextModel = { name: 'openai/clock', stream: (_, signal) => tell(signal) }

const dataFolder = await mkdtemp(join(tmpdir(), 'coldopen-bench-'))
const env = { COLDOPEN_PROVIDER: 'openai', OPENAI_API_KEY: 'none', COLDOPEN_MODEL: 'gpt-4.1', LOG_LEVEL: 'silent' }
const server = await startServer({ dataFolder, env, createModel: () => teller })

const say = (told: Told): void => void process.send?.(told)

process.on('message', order => {
  if (order !== 'figures') return
  const { user, system } = process.cpuUsage()
  globalThis.gc?.()
  say({ cpuMs: (user + system) / 1000, heap: process.memoryUsage().heapUsed })
})
process.on('disconnect', () => void server.close())
say({ url: server.url, token: server.token })
await server.closed
await rm(dataFolder, { recursive: true, force: true })
