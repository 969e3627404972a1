import { setTimeout as sleep } from 'node:timers/promises'
import type { ModelEvent, TextModel } from '@coldopen/core'
import { startServer } from '../../src/index.ts'

/** A server in a process of its own, whose model never ends its answer, and says when it wrote what. Tells its address, and what it has used when it is asked. */
export type Said = { readonly url: string; readonly token: string } | Used

/** A process's largest memory so far, in bytes, and the CPU it has used, in seconds. */
export type Used = { readonly peak: number; readonly cpu: number }

async function* write(signal: AbortSignal): AsyncGenerator<ModelEvent> {
  yield { type: 'text', text: '{"title":"' }
  while (!signal.aborted) {
    yield { type: 'text', text: `The lamp turns once more at ${Date.now()}. ` }
    await sleep(20, undefined, { signal }).catch(() => undefined)
  }
  yield { type: 'end', outcome: { type: 'aborted' } }
}

const model: TextModel = { name: 'openai/endless', stream: (_, signal) => write(signal) }
const env = { COLDOPEN_PROVIDER: 'openai', OPENAI_API_KEY: 'none', COLDOPEN_MODEL: 'gpt-4.1', LOG_LEVEL: 'silent' }
const server = await startServer({ dataFolder: process.env['COLDOPEN_DATA'] ?? '', env, createModel: () => model })

const say = (said: Said): void => void process.send?.(said)
const secondsOf = (used: NodeJS.CpuUsage): number => (used.user + used.system) / 1e6
process.on('message', () => say({ peak: process.resourceUsage().maxRSS * 1024, cpu: secondsOf(process.cpuUsage()) }))
process.on('disconnect', () => void server.close())
say({ url: server.url, token: server.token })
