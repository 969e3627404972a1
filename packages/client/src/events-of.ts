import type { RunEvent } from '@coldopen/core'
import { meaningOf, ServerGone, type Coldopen } from './create-coldopen.ts'

type From = Pick<Coldopen, 'api' | 'url'> & { readonly deadlineMs: number }

/** A subscription as a generator: what arrives waits in a queue until it is asked for. */
export async function* eventsOf(from: From, run: { run: string; after: number }, signal?: AbortSignal): AsyncGenerator<RunEvent> {
  const queue: RunEvent[] = []
  let failure: unknown
  let over = false
  let news = Promise.withResolvers<void>()
  let deadline: NodeJS.Timeout | undefined

  const fail = (error: unknown): void => {
    failure ??= error
    news.resolve()
  }
  const waitForConnection = (): void => {
    deadline ??= setTimeout(() => fail(new ServerGone(from.url)), from.deadlineMs)
  }
  const connected = (): void => {
    clearTimeout(deadline)
    deadline = undefined
  }
  const finish = (): void => {
    over = true
    news.resolve()
  }

  waitForConnection()
  const subscription = from.api.runs.events.subscribe(
    { runId: run.run, lastEventId: run.after },
    {
      onData(message) {
        queue.push(message.data)
        news.resolve()
      },
      onError: fail,
      onComplete: finish,
      onConnectionStateChange: change => (change.state === 'connecting' ? waitForConnection() : connected()),
    },
  )
  signal?.addEventListener('abort', finish, { once: true })
  try {
    while (!signal?.aborted) {
      for (let event = queue.shift(); event; event = queue.shift()) yield event
      if (failure !== undefined) throw meaningOf(failure, from.url)
      if (over) return
      await news.promise
      news = Promise.withResolvers()
    }
  } finally {
    connected()
    subscription.unsubscribe()
    signal?.removeEventListener('abort', finish)
  }
}
