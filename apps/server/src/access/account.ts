import type { Problem } from '@coldopen/core'
import type { Reserved, Users } from '@coldopen/store'
import type { Account } from '../figures/counted-model.ts'
import type { Clock } from '../studio/clock.ts'
import { dayOf } from './day.ts'

const refusals: { readonly [Why in Exclude<Reserved, 'reserved'>]: Problem } = {
  revoked: { code: 'forbidden', message: 'The user whose run this is has no key any more, so nothing more is asked for. An admin can add the user again; then resume.' },
  'no-price': { code: 'budget-exceeded', message: 'The price of this model is not known, so that a quota of cost cannot be kept: choose another model, or have its price put into the server’s models.json.' },
  requests: { code: 'budget-exceeded', message: 'The quota of requests for today (UTC) is used up. Resume tomorrow, or ask an admin for a higher one.' },
  cost: { code: 'budget-exceeded', message: 'The next request could cost more than what is left of the quota for today (UTC). Resume tomorrow, or ask an admin for a higher one.' },
}

/** The account of the user a run belongs to: today's quota, of requests and of cost. Runs that are nobody's have no limit here. */
export const accountOf = (owner: () => Promise<string | null | undefined>, users: Users, clock: Clock): Account => ({
  async reserve(worst) {
    const user = await owner()
    if (user === null || user === undefined) return { settle: async () => {} }
    const day = dayOf(clock.now())
    const reserved = await users.reserve(user, { day, cost: worst })
    if (reserved !== 'reserved') return { problem: refusals[reserved], pause: reserved === 'revoked' ? 'user' : 'budget' }
    return {
      async settle(cost) {
        if (worst !== null) await users.giveBack(user, { day, cost: worst - cost })
      },
    }
  },
})
