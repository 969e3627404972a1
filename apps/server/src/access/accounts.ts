import { ColdopenError, type Problem } from '@coldopen/core'
import type { Reserved, Store } from '@coldopen/store'
import type { Account, Reservation, Withheld } from '../figures/counted-model.ts'
import type { Logger } from '../log.ts'
import type { Clock } from '../studio/clock.ts'
import { createPatience } from '../studio/patience.ts'
import { dayOf } from './day.ts'

const refusals: { readonly [Why in Exclude<Reserved, 'reserved'>]: Problem } = {
  revoked: { code: 'forbidden', message: 'The user whose run this is has no key any more, so nothing more is asked for. An admin can add the user again; then resume.' },
  'no-price': { code: 'budget-exceeded', message: 'The price of this model is not known, so that a quota of cost cannot be kept: choose another model, or have its price put into the server’s models.json.' },
  requests: { code: 'budget-exceeded', message: 'The quota of requests for today (UTC) is used up. Resume tomorrow, or ask an admin for a higher one.' },
  cost: { code: 'budget-exceeded', message: 'The next request could cost more than what is left of the quota for today (UTC). Resume tomorrow, or ask an admin for a higher one.' },
}

/** The accounts of those to whom runs belong. */
export type Accounts = {
  /** The account of the user a run belongs to: today's quota, of requests and of cost. Runs that are nobody's have no limit here. */
  readonly of: (run: string) => Account
  /** Waits for the store no more. What cannot be settled now stays counted at its worst. */
  readonly close: () => Promise<void>
}

export type AccountsParts = { readonly store: Pick<Store, 'ownerOf' | 'users'>; readonly clock: Clock; readonly log: Logger; readonly newId: () => string }

/** A store that is away lets nothing leave. */
const heldBack = (error: unknown): Withheld => {
  if (!(error instanceof ColdopenError) || error.code !== 'storage') throw error
  return { problem: { code: error.code, message: error.message }, pause: 'storage' }
}

export const createAccounts = (parts: AccountsParts): Accounts => {
  const { store, clock, log, newId } = parts
  const { users } = store
  const patience = createPatience(clock, () => {})
  const settling = new Set<Promise<void>>()

  const settleLater = (reservation: string, cost: number): void => {
    const settled = patience
      .until(() => users.settle(reservation, cost))
      .catch((error: unknown) => log.error({ err: error }, 'what a request really cost is not counted: it stays counted at its worst'))
      .finally(() => settling.delete(settled))
    settling.add(settled)
  }

  /** An answer does not wait for a store that is away: until it is back the worst is counted, which keeps every quota. */
  const settle = (reservation: string, cost: number): Promise<void> =>
    users.settle(reservation, cost).catch((error: unknown) => {
      log.warn({ err: error }, 'what a request really cost cannot be counted just now: it is tried again')
      settleLater(reservation, cost)
    })

  const reserve = async (run: string, worst: number | null): Promise<Reservation | Withheld> => {
    const user = await store.ownerOf(run)
    if (user === null || user === undefined) return { settle: async () => {} }
    const id = newId()
    const reserved = await users.reserve(user, { id, day: dayOf(clock.now()), cost: worst })
    if (reserved !== 'reserved') return { problem: refusals[reserved], pause: reserved === 'revoked' ? 'user' : 'budget' }
    return { settle: async cost => (worst === null ? undefined : settle(id, cost)) }
  }

  return {
    of: run => ({ reserve: worst => reserve(run, worst).catch(heldBack) }),
    async close() {
      patience.giveUp()
      await Promise.all(settling)
    },
  }
}
