import { modelName, type Coldopen, type modelEnvironment } from '@coldopen/client'
import type { AgentDesk } from './desk.ts'

/** The way to the server, and what chooses the model there. */
export type ServerWay = { readonly connect: () => Promise<Coldopen>; readonly environment: () => Promise<ReturnType<typeof modelEnvironment>> }

/** What every desk asks of the server in the same way. */
export const askServer = (way: ServerWay): Pick<AgentDesk, 'estimate'> => ({
  async estimate(brief) {
    const { api } = await way.connect()
    const { estimate, model, capability } = await api.runs.estimate.query({ brief, environment: await way.environment() })
    return { model: modelName(model), capability, estimate }
  },
})
