import { createHash } from 'node:crypto'
import { worstOf, type ModelEvent, type ModelParts, type ModelRequest, type TextModel } from '@coldopen/core'
import type { Allowances } from '@coldopen/store'
import type { Clock } from '../studio/clock.ts'
import { admit, allowanceSchema, heard, type Allowance } from './allowance.ts'

export type Limiting = {
  readonly allowances: Allowances
  /** Whose limits they are: requests to the same endpoint, model and key share them. */
  readonly endpoint: string
  readonly clock: Clock
}

/** What shares one set of limits, told by nothing of the key but a fingerprint. */
export const endpointOf = (parts: Pick<ModelParts, 'choice' | 'key'>): string => {
  const { provider, baseUrl = '', model } = parts.choice
  return [provider, baseUrl, model, createHash('sha256').update(parts.key ?? '').digest('hex').slice(0, 16)].join(' ')
}

/** Tokens that a provider counts when it lets a request in: four bytes of input are about one, and the output is all that may come. */
const countedTokens = (request: ModelRequest): number => {
  const { inputTokens, outputTokens } = worstOf(request)
  return Math.ceil(inputTokens / 4) + outputTokens
}

const known = (stored: unknown): Allowance | undefined => allowanceSchema.safeParse(stored).data

/**
 * A model whose requests wait until its endpoint has room for them, as the endpoint's own answers say, whichever run or
 * process they come from; one that waits says so, and says when it leaves. Where the allowances cannot be looked up nothing
 * waits: the provider decides.
 */
export const limitedModel = (model: TextModel, limiting: Limiting): TextModel => {
  const { allowances, endpoint, clock } = limiting
  const now = (): number => clock.now().getTime()

  const waitOf = async (request: ModelRequest): Promise<number> => {
    let waitMs = 0
    const take = (stored: unknown): unknown => {
      const admitted = admit(known(stored), countedTokens(request), now())
      waitMs = admitted.waitMs
      return admitted.allowance
    }
    await allowances.change(endpoint, take).catch(() => undefined)
    return waitMs
  }

  const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const stop = clock.after(ms, resolve)
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
    await promise
    stop()
  }

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    const waitMs = await waitOf(request)
    if (waitMs > 0) {
      yield { type: 'queued', forMs: waitMs }
      await pause(waitMs, signal)
      if (!signal.aborted) yield { type: 'leaving' }
    }
    if (signal.aborted) {
      yield { type: 'end', outcome: { type: 'aborted' } }
      return
    }
    for await (const event of model.stream(request, signal)) {
      if (event.type === 'room') void allowances.change(endpoint, stored => heard(known(stored), event.room, now())).catch(() => undefined)
      yield event
    }
  }

  return { ...model, stream }
}
