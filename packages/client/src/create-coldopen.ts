import { ColdopenError, errorCodes, type ErrorCode, type RunEvent } from '@coldopen/core/protocol'
import type { AppRouter } from '@coldopen/server'
import { createTRPCClient, httpBatchStreamLink, httpSubscriptionLink, splitLink, TRPCClientError, type TRPCClient } from '@trpc/client'
import { EventSource } from 'eventsource'
import { eventsOf } from './events-of.ts'
import { ServerGone } from './server-gone.ts'

export type Address = { readonly url: string; readonly token: string }

export type ColdopenOptions = Address & {
  /** Milliseconds without a connection after which a stream of events gives up: 15,000 by default. */
  readonly deadlineMs?: number
}

export type Coldopen = {
  readonly url: string
  /** Every procedure of the server, typed. */
  readonly api: TRPCClient<AppRouter>
  /**
   * The events of a run above `after`, those to come included. Survives reconnects without a gap or a repetition; throws
   * `ServerGone` when the server is gone for longer than the deadline.
   */
  readonly events: (run: string, after: number, signal?: AbortSignal) => AsyncGenerator<RunEvent>
}

/** The client of one server, for programs of any kind. */
export const createColdopen = (options: ColdopenOptions): Coldopen => {
  const { url, token, deadlineMs = 15_000 } = options
  const headers = { authorization: `Bearer ${token}` }
  const endpoint = new URL('/trpc', url).href
  const api = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: operation => operation.type === 'subscription',
        true: httpSubscriptionLink({
          url: endpoint,
          EventSource,
          eventSourceOptions: () => ({ fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...headers } }) }),
        }),
        // A caller's key may be among the inputs, so that none of them goes into an address.
        false: httpBatchStreamLink({ url: endpoint, headers, maxItems: 20, methodOverride: 'POST' }),
      }),
    ],
  })
  return { url, api, events: (run, after, signal) => eventsOf({ url, token, deadlineMs }, { run, after }, signal) }
}

const isCode = (code: unknown): code is ErrorCode => errorCodes.some(known => known === code)

/** What a failed call means, with its code of the closed list. Anything that is no answer of a server is `ServerGone`. */
export const meaningOf = (error: unknown, url: string): ColdopenError => {
  if (error instanceof ColdopenError) return error
  if (error instanceof TRPCClientError) {
    const data: unknown = error.data
    const code = data && typeof data === 'object' && 'coldopen' in data ? data.coldopen : undefined
    if (isCode(code)) return new ColdopenError(code, error.message, error)
  }
  return new ServerGone(url, error)
}
