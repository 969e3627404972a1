import { setTimeout as sleep } from 'node:timers/promises'
import type { RunEvent } from '@coldopen/core/protocol'
import type { Coldopen } from './create-coldopen.ts'
import { ServerGone } from './server-gone.ts'

/** Times in a row that a server is looked for again before it is given up by those who do not wait for it. */
const tries = 5

export type FollowedRun = {
  readonly run: string
  readonly after: number
  /**
   * Called each time the server was not there for the deadline. With it the server is waited for, however long it takes: a network
   * may be gone for minutes, and the run goes on meanwhile.
   */
  readonly onGone?: (gone: ServerGone) => void
}

/**
 * The events of a run above `after`, for as long as anybody listens: when the server goes away the next one is asked (a local
 * one is started again), from the last event on. Throws what is not a matter of connection, and `ServerGone` when nobody waits
 * for the server with `onGone`.
 */
export async function* followRun(connect: () => Promise<Coldopen>, run: FollowedRun, signal?: AbortSignal): AsyncGenerator<RunEvent> {
  let last = run.after
  let failures = 0
  while (!signal?.aborted) {
    try {
      const client = await connect()
      for await (const event of client.events(run.run, last, signal)) {
        failures = 0
        last = event.seq
        yield event
      }
      return
    } catch (error) {
      if (!(error instanceof ServerGone)) throw error
      if (run.onGone) run.onGone(error)
      else if (++failures > tries) throw error
      await sleep(100 * 2 ** failures, undefined, signal && { signal }).catch(() => undefined)
    }
  }
}
