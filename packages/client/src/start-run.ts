import { setTimeout as sleep } from 'node:timers/promises'
import type { Brief } from '@coldopen/core/protocol'
import { meaningOf, type Coldopen } from './create-coldopen.ts'
import { ServerGone } from './server-gone.ts'

/** A run that is to begin. Its id is its caller's, so that it begins once however often it is asked for. */
export type RunStart = Parameters<Coldopen['api']['runs']['start']['mutate']>[0] & { readonly runId: string }

/** Times that it is asked again when no answer comes. */
const tries = 5

/**
 * Asks for what begins a run of which the caller has made the id. Where the answer is lost nothing is known of the run, which
 * may cost money already: the server that is there then is asked for the same one again. Throws what the server refuses, and
 * `ServerGone` when none answers for some seconds.
 */
export const untilAnswered = async <Answer>(connect: () => Promise<Coldopen>, run: string, ask: (client: Coldopen) => Promise<Answer>): Promise<Answer> => {
  for (let failures = 0; ; ) {
    let url: string | undefined
    try {
      const client = await connect()
      ;({ url } = client)
      return await ask(client)
    } catch (error) {
      const meaning = url === undefined ? error : meaningOf(error, url)
      if (!(meaning instanceof ServerGone)) throw meaning
      if (++failures > tries) throw url === undefined ? meaning : new ServerGone(url, error, run)
      await sleep(100 * 2 ** failures)
    }
  }
}

/** Starts a run, and answers its brief as it was settled. Throws what `untilAnswered` throws. */
export const startRun = (connect: () => Promise<Coldopen>, start: RunStart): Promise<Brief> =>
  untilAnswered(connect, start.runId, async ({ api }) => {
    await api.runs.start.mutate(start)
    return (await api.runs.get.query({ runId: start.runId })).brief
  })
