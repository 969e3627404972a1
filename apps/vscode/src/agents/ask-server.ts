import { ColdopenError, followRun, modelName, type Coldopen, type modelEnvironment } from '@coldopen/client'
import { chunkMarkdown, segmentMarkdown } from '@coldopen/script'
import type { AgentDesk } from './desk.ts'

/** The way to the server, and what chooses the model there. */
export type ServerWay = { readonly connect: () => Promise<Coldopen>; readonly environment: () => Promise<ReturnType<typeof modelEnvironment>> }

/** What every desk asks of the server in the same way. `speed` is that of the sample writer, in tokens a second. */
export const askServer = (way: ServerWay, speed: () => number | undefined): Pick<AgentDesk, 'estimate' | 'redraft'> => ({
  async estimate(brief, work = {}) {
    const { api } = await way.connect()
    const { only, bible } = work
    const { estimate, model, capability } = await api.runs.estimate.query({ brief, environment: await way.environment(), options: { ...(only && { only: [...only] }) }, ...(bible && { bible }) })
    return { model: modelName(model), capability, estimate }
  },
  async redraft(wish, signal) {
    const { run, number, note, limits, roster } = wish
    const client = await way.connect()
    const options = { ...limits, speed: speed() }
    const { runId } = await client.api.runs.redraft.mutate({ runId: run, [wish.unit]: number, note, options, environment: await way.environment(), ...(wish.current !== undefined && { current: wish.current }) })
    const cancel = (): void => void client.api.runs.cancel.mutate({ runId }).catch(() => undefined)
    signal.addEventListener('abort', cancel)
    if (signal.aborted) cancel()
    let text = ''
    try {
      for await (const event of followRun(way.connect, { run: runId, after: 0 })) {
        if (event.type === 'part-end') text = event.chunk ? chunkMarkdown(event.chunk.text) : event.segments.map(segment => segmentMarkdown(segment, roster)).join('')
        if (event.type !== 'run-end') continue
        if (event.status === 'completed') return text.trim()
        throw new ColdopenError(event.problem?.code ?? 'story-generation', event.problem?.message ?? `Writing it anew is ${event.status}.`)
      }
    } finally {
      signal.removeEventListener('abort', cancel)
    }
    throw new ColdopenError('story-generation', 'The new text did not come to its end.')
  },
})
