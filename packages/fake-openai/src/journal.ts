import type { Behaviour } from './behaviour.ts'

export type RequestKind = 'responses' | 'chat' | 'retrieve' | 'cancel' | 'models' | 'unknown'

/**
 * What became of a request. `open` and `stalled` are still under way; `answered` went out to its end, whatever the answer said
 * of itself; `cut` was ended by the server, `closed` by the client; `rejected` is an HTTP error.
 */
export type RequestState = 'open' | 'stalled' | 'hung' | 'answered' | 'cut' | 'closed' | 'rejected'

export type Stamp = { readonly characters: number; readonly at: number }

/** One request to the API, as far as it is known by now. Plain data: the same in this process and over HTTP. */
export type RecordedRequest = {
  /** 1 for the first. */
  readonly nth: number
  /** ISO 8601, UTC. */
  readonly time: string
  readonly kind: RequestKind
  /** `POST /v1/responses` */
  readonly endpoint: string
  readonly query: { readonly [name: string]: string }
  /** As sent, without `authorization`. */
  readonly headers: { readonly [name: string]: string }
  /** Whether the key was the right one; null when none was sent and none is required. */
  readonly authorized: boolean | null
  readonly body: unknown
  readonly model: string
  readonly behaviour: Behaviour
  readonly state: RequestState
  readonly status: number | null
  /** Id of the response, when the request began or fetched one. */
  readonly responseId: string | null
  /** The text of the answer, as far as it would have come. */
  readonly answer: string | null
  /** Addresses of the pages that a search for the answer found. */
  readonly sources: readonly string[]
  /** Bytes of the body that were handed to the connection, and characters of the answer's text among them. */
  readonly bytesSent: number
  readonly charactersSent: number
  /** With `stamps`, once the answer has ended: how many characters of it were sent by when, in milliseconds since 1970. */
  readonly stamps?: readonly Stamp[]
  /** Whether the client went away before the end. */
  readonly clientClosed: boolean
  /** Whether the answer was generated whole and called itself completed, so that the provider would charge for all of it. */
  readonly completed: boolean
}

/** One request being recorded. */
export type Entry = { readonly record: RecordedRequest; update(change: Partial<RecordedRequest>): void }

export type Journal = {
  readonly requests: RecordedRequest[]
  readonly add: (record: Omit<RecordedRequest, 'nth'>) => Entry
  /** Resolves with the requests as soon as `fits` is true of them. */
  readonly until: (fits: (requests: readonly RecordedRequest[]) => boolean) => Promise<readonly RecordedRequest[]>
}

export function createJournal(): Journal {
  const requests: RecordedRequest[] = []
  const waiting = new Set<() => void>()
  const changed = (): void => {
    for (const look of waiting) look()
  }
  return {
    requests,
    add: (record) => {
      const at = requests.push({ nth: requests.length + 1, ...record }) - 1
      const current = (): RecordedRequest => requests[at] ?? { nth: at + 1, ...record }
      changed()
      return {
        get record() {
          return current()
        },
        update: (change) => {
          requests[at] = { ...current(), ...change }
          changed()
        },
      }
    },
    until: (fits) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!fits(requests)) return
          waiting.delete(look)
          resolve(requests)
        }
        waiting.add(look)
        look()
      }),
  }
}
