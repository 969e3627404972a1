import type { ServerResponse } from 'node:http'
import type { Clock } from '../studio/clock.ts'
import type { Caller } from './caller.ts'

/** Requests that one caller may have open at a time, streams among them. */
const mostOpen = { user: 64, admin: 4096 } as const

/** Milliseconds after which a key that was revoked at another process of the same server is noticed here. */
const lookAgainMs = 5000

/** The requests that are being answered, by who asked. */
export type OpenRequests = {
  /** False when the caller has as many open as one may. */
  readonly enter: (caller: Caller, response: ServerResponse) => boolean
  /** Ends what is open of a user, in the middle of an answer too. */
  readonly cut: (userId: string) => void
  readonly close: () => void
}

type Open = { readonly caller: Caller; readonly responses: Set<ServerResponse> }

/** `isKnown`: whether a key, by its hash, is still worth something. */
export const createOpenRequests = (clock: Clock, isKnown: (keyHash: string) => Promise<boolean>): OpenRequests => {
  const byCaller = new Map<string, Open>()
  let stop = (): void => {}
  let isClosed = false

  const end = (open: Open): void => {
    for (const response of open.responses) response.destroy()
  }

  const look = async (): Promise<void> => {
    for (const open of byCaller.values()) {
      const { user } = open.caller
      if (user && !(await isKnown(user.keyHash))) end(open)
    }
  }

  const lookLater = (): void => {
    if (isClosed) return
    // A store that cannot be asked just now is asked again; a call that comes meanwhile is refused by it anyway.
    stop = clock.after(lookAgainMs, () => void look().catch(() => undefined).finally(lookLater))
  }
  lookLater()

  return {
    enter(caller, response) {
      const key = caller.user?.keyHash ?? ''
      const open = byCaller.get(key) ?? { caller, responses: new Set() }
      if (open.responses.size >= mostOpen[caller.role]) return false
      byCaller.set(key, open)
      open.responses.add(response)
      response.once('close', () => {
        open.responses.delete(response)
        if (open.responses.size === 0 && byCaller.get(key) === open) byCaller.delete(key)
      })
      return true
    },
    cut(userId) {
      for (const open of byCaller.values()) if (open.caller.user?.id === userId) end(open)
    },
    close() {
      isClosed = true
      stop()
    },
  }
}
