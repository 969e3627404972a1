import { amount, worstOf, type Capability, type ModelEvent, type Outcome, type PauseReason, type Problem, type TextModel } from '@coldopen/core'
import type { Clock } from '../studio/clock.ts'
import type { Figures } from './figures.ts'

/** Settles what was reserved for a request at its real cost, USD. Never rejects. */
export type Reservation = { readonly settle: (cost: number) => Promise<void> }

/** Why a request may not leave. */
export type Withheld = { readonly problem: Problem; readonly pause: PauseReason }

/** Whose money a request spends. */
export type Account = {
  /** Reserves for one request, USD at the worst. */
  readonly reserve: (worst: number | null) => Promise<Reservation | Withheld>
}

export type Counting = { readonly figures: Figures; readonly clock: Clock; readonly price: Capability['price']; readonly account?: Account | undefined }

const tokensOf = (outcome: Outcome) => ('usage' in outcome ? outcome.usage : undefined)

/** What a request cost, as far as that is certain: undefined where nobody told us, and the worst is taken for true. */
const costKnown = (outcome: Outcome, price: Capability['price']): number | undefined => {
  if (outcome.type === 'rejected') return 0
  const tokens = tokensOf(outcome)
  return tokens && (amount(tokens, price).cost ?? undefined)
}

/**
 * A model whose requests are counted, and leave only with the consent of the account that pays for them. What one was
 * reserved too much is given back before its end is told, so that the next one finds it.
 */
export const countedModel = (model: TextModel, counting: Counting): TextModel => {
  const { figures, clock, price, account } = counting

  async function* counted(events: AsyncIterable<ModelEvent>, settle: (outcome: Outcome, hasLeft: boolean) => Promise<void>): AsyncGenerator<ModelEvent> {
    const began = clock.monotonic()
    let hasLeft = true
    for await (const event of events) {
      if (event.type === 'queued' || event.type === 'leaving') hasLeft = event.type === 'leaving'
      if (event.type === 'end') {
        const tokens = tokensOf(event.outcome) ?? { inputTokens: 0, outputTokens: 0 }
        figures.request({ outcome: event.outcome.type, ...tokens, cost: amount(tokens, price).cost, seconds: (clock.monotonic() - began) / 1000 })
        await settle(event.outcome, hasLeft)
      }
      yield event
    }
  }

  const takeUp = model.resume
  const resume: TextModel['resume'] = takeUp && ((mark, signal) => counted(takeUp(mark, signal), async () => {}))
  return {
    name: model.name,
    async *stream(request, signal) {
      const reserved = account ? await account.reserve(amount(worstOf(request), price).cost) : undefined
      if (reserved && 'problem' in reserved) {
        yield { type: 'end', outcome: { type: 'rejected', problem: reserved.problem, retryable: false, pause: reserved.pause } }
        return
      }
      yield* counted(model.stream(request, signal), async (outcome, hasLeft) => {
        const cost = hasLeft ? costKnown(outcome, price) : 0
        if (reserved && cost !== undefined) await reserved.settle(cost)
      })
    },
    ...(resume && { resume }),
  }
}
