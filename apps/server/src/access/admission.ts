import { ColdopenError, type RunStatus } from '@coldopen/core'
import type { Store } from '@coldopen/store'
import type { CallingUser } from './caller.ts'

/** Lets a user have as many runs at once as the quota says. */
export type Admission = {
  /** Does what sets a run to work, a new one or `run`, if there is room for it beside the others. `rate-limited` when there is none. */
  readonly admit: <T>(user: CallingUser, work: () => Promise<T>, run?: string) => Promise<T>
}

const atWork = (status: RunStatus | undefined): boolean => status === 'pending' || status === 'processing'

/** Whatever sets a user's runs to work goes one after another, so that two calls do not both take the last place. */
export const createAdmission = (store: Pick<Store, 'counts' | 'summary'>): Admission => {
  const turns = new Map<string, Promise<unknown>>()

  const refuseBeyond = async (user: CallingUser, most: number, run: string | undefined): Promise<void> => {
    if (run !== undefined && atWork((await store.summary(run))?.status)) return
    const counts = await store.counts(user.id)
    const busy = (counts.get('pending') ?? 0) + (counts.get('processing') ?? 0)
    if (busy < most) return
    throw new ColdopenError('rate-limited', `${user.name} has ${busy} of at most ${most} runs under way: wait until one has ended, or cancel one.`)
  }

  return {
    async admit(user, work, run) {
      const most = user.quota.runs
      if (most === undefined) return work()
      const turn = (turns.get(user.id) ?? Promise.resolve()).then(async () => {
        await refuseBeyond(user, most, run)
        return work()
      })
      const over = turn.then(() => {}, () => {})
      turns.set(user.id, over)
      void over.then(() => turns.get(user.id) === over && turns.delete(user.id))
      return turn
    },
  }
}
