import { setTimeout as sleep } from 'node:timers/promises'
import type { RunEvent } from '@coldopen/core/protocol'
import type { Coldopen } from './create-coldopen.ts'
import { ServerGone } from './server-gone.ts'

/** Times in a row that a server is looked for again before it is given up. */
const tries = 5

/**
 * The events of a run above `after`, for as long as anybody listens: when the server goes away the next one is asked (a local
 * one is started again), from the last event on. Throws what is not a matter of connection.
 */
export async function* followRun(connect: () => Promise<Coldopen>, run: { run: string; after: number }, signal?: AbortSignal): AsyncGenerator<RunEvent> {
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
      if (!(error instanceof ServerGone) || ++failures > tries) throw error
      await sleep(100 * 2 ** failures, undefined, signal && { signal }).catch(() => undefined)
    }
  }
}
