import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { connectLocal, type Coldopen } from '@coldopen/client'
import type { Life } from './lives.ts'

/** A movie of so many sets by the local server, which is started again whenever it is gone. */
export const ours = (place: { folder: string; baseUrl: string; model: string; sets: number }) => {
  const env = { ...process.env, OPENAI_BASE_URL: place.baseUrl, OPENAI_API_KEY: 'bench', COLDOPEN_MODEL: place.model, LOG_LEVEL: 'silent' }
  const launch = { command: process.execPath, args: [fileURLToPath(import.meta.resolve('@coldopen/server/main'))], env }
  const runId = randomUUID()
  const brief = { format: 'movie', idea: 'A lighthouse keeper finds a door in the sea', segments: place.sets * 10, perSet: 10, noNarration: false, narrationOnlyFirst: false, adultStory: false } as const
  let started = false

  const untilDone = async (client: Coldopen): Promise<number> => {
    let after = 0
    if (started) after = (await client.api.runs.resume.mutate({ runId, environment: { OPENAI_BASE_URL: place.baseUrl, OPENAI_API_KEY: 'bench', COLDOPEN_MODEL: place.model } })).after
    else await client.api.runs.start.mutate({ runId, brief, options: { resend: true } })
    started = true
    let characters = 0
    for await (const event of client.events(runId, 0)) {
      if (event.type === 'part-end') characters += JSON.stringify(event.segments).length
      if (event.type !== 'run-end' || event.seq <= after) continue
      if (event.status !== 'completed') throw new Error(`${event.status}: ${event.problem?.message}`)
      break
    }
    return characters
  }

  return async (): Promise<Life> => {
    const client = await connectLocal({ dataFolder: place.folder, launch })
    const { pid } = await client.api.health.query()
    return { pid, done: untilDone(client) }
  }
}
