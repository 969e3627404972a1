import { setTimeout as sleep } from 'node:timers/promises'
import type { Brief } from '@coldopen/core/protocol'
import { meaningOf, type Coldopen } from './create-coldopen.ts'
import { ServerGone } from './server-gone.ts'

/** A run that is to begin. Its id is its caller's, so that it begins once however often it is asked for. */
export type RunStart = Parameters<Coldopen['api']['runs']['start']['mutate']>[0] & { readonly runId: string }

/** Times that a run is asked for again when no answer comes. */
const tries = 5

const ask = async ({ api, url }: Coldopen, start: RunStart): Promise<Brief> => {
  try {
    await api.runs.start.mutate(start)
    return (await api.runs.get.query({ runId: start.runId })).brief
  } catch (error) {
    const meaning = meaningOf(error, url)
    throw meaning instanceof ServerGone ? new ServerGone(url, error, start.runId) : meaning
  }
}

/**
 * Starts a run, and answers its brief as it was settled. Where the answer is lost nothing is known of the run, which may cost
 * money already: the server that is there then is asked for the same one again. Throws what the server refuses, and
 * `ServerGone` when none answers for some seconds.
 */
export const startRun = async (connect: () => Promise<Coldopen>, start: RunStart): Promise<Brief> => {
  for (let failures = 0; ; ) {
    try {
      return await ask(await connect(), start)
    } catch (error) {
      if (!(error instanceof ServerGone) || ++failures > tries) throw error
      await sleep(100 * 2 ** failures)
    }
  }
}
