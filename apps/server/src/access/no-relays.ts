import { ColdopenError } from '@coldopen/core'
import type { Relays } from '../relay/relays.ts'

export const refuseRelay = (): never => {
  throw new ColdopenError('forbidden', 'An editor lends its models to a server of one’s own, not to one that others use too.')
}

/** The relays as users see them: a window would be asked with the words of other people's scripts. */
export const noRelays: Relays = {
  offers: () => [],
  offer: refuseRelay,
  frames: refuseRelay,
  ask: refuseRelay,
  answer: refuseRelay,
  isServing: () => false,
}
