import { randomUUID } from 'node:crypto'
import { ColdopenError, modelName } from '@coldopen/core/protocol'
import type { Coldopen } from '../create-coldopen.ts'
import type { modelEnvironment } from '../environment.ts'
import { followRedraft } from '../redraft/follow-redraft.ts'
import { untilAnswered } from '../start-run.ts'
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
    const asked = { runId: run, revisionId: randomUUID(), [wish.unit]: number, note, options: { ...limits, speed: speed() }, environment: await way.environment(), ...(wish.current !== undefined && { current: wish.current }) }
    const { runId } = await untilAnswered(way.connect, asked.revisionId, ({ api }) => api.runs.redraft.mutate(asked))
    const client = await way.connect()
    const cancel = (): void => void client.api.runs.cancel.mutate({ runId }).catch(() => undefined)
    signal.addEventListener('abort', cancel)
    if (signal.aborted) cancel()
    const as = wish.unit === 'chunk' ? ({ type: 'chunk' } as const) : ({ type: 'segment', segment_id: wish.id, segment_number: wish.shown, roster } as const)
    try {
      for await (const { text, ended } of followRedraft(way.connect, { run: runId, as })) {
        if (ended?.status === 'completed') return text()
        if (ended) throw new ColdopenError(ended.problem?.code ?? 'story-generation', ended.problem?.message ?? `Writing it anew is ${ended.status}.`)
      }
    } finally {
      signal.removeEventListener('abort', cancel)
    }
    throw new ColdopenError('story-generation', 'The new text did not come to its end.')
  },
})
