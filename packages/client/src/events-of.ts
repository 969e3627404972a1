import { setTimeout as sleep } from 'node:timers/promises'
import { ColdopenError, errorCodes, type RunEvent } from '@coldopen/core/protocol'
import { z } from 'zod'
import { createFrameReader } from './read-frames.ts'
import { ServerGone } from './server-gone.ts'

type Server = { readonly url: string; readonly token: string; readonly deadlineMs: number }

/** Milliseconds without a byte after which a connection is taken for dead: the server gives a sign of life every 5 s. */
const silenceMs = 15_000

/** Milliseconds before a connection is tried again: the first time, and at most. */
const shortestPauseMs = 25
const longestPauseMs = 1000

const problemSchema = z.object({ code: z.enum(errorCodes), message: z.string() })
const refusalSchema = z.object({ error: problemSchema })

/** What a server of ours says where it gives no stream; undefined of anything that stands between here and there. */
const refusalOf = async (response: Response): Promise<ColdopenError | undefined> => {
  const { data } = refusalSchema.safeParse(await response.json().catch(() => undefined))
  return data && new ColdopenError(data.error.code, data.error.message)
}

const problemIn = (text: string): ColdopenError => {
  const { code, message } = problemSchema.parse(JSON.parse(text))
  return new ColdopenError(code, message)
}

/** The next bytes, or undefined at the end. Gives up a connection on which nothing comes. */
const nextBytes = async (reader: ReadableStreamDefaultReader<Uint8Array>, giveUp: () => void): Promise<Uint8Array | undefined> => {
  const timer = setTimeout(giveUp, silenceMs)
  try {
    return (await reader.read()).value
  } finally {
    clearTimeout(timer)
  }
}

async function* eventsIn(body: ReadableStream<Uint8Array>, giveUp: () => void): AsyncGenerator<RunEvent> {
  const reader = body.getReader()
  const take = createFrameReader()
  for (let bytes = await nextBytes(reader, giveUp); bytes; bytes = await nextBytes(reader, giveUp)) {
    for (const frame of take(bytes)) {
      if (frame.event === 'problem') throw problemIn(frame.data)
      const event: RunEvent = JSON.parse(frame.data)
      yield event
    }
  }
}

/**
 * The events of a run above `after`, those to come included, and no faster than they are asked for: a caller that takes its
 * time holds back the server, and fills no memory. A connection that breaks is opened again behind the last event. Throws
 * what the server refuses, and `ServerGone` when there was no connection for `deadlineMs`.
 */
export async function* eventsOf(server: Server, run: { run: string; after: number }, signal?: AbortSignal): AsyncGenerator<RunEvent> {
  const headers = { authorization: `Bearer ${server.token}`, accept: 'text/event-stream' }
  let last = run.after
  let lostAt = performance.now()
  let pauseMs = shortestPauseMs

  while (!signal?.aborted) {
    const connection = new AbortController()
    const giveUp = (): void => connection.abort()
    signal?.addEventListener('abort', giveUp, { once: true })
    const deadline = setTimeout(giveUp, Math.max(0, lostAt + server.deadlineMs - performance.now()))
    let isOpen = false
    let cause: unknown
    try {
      const address = new URL(`/runs/${encodeURIComponent(run.run)}/events?after=${last}`, server.url)
      const response = await fetch(address, { headers, signal: connection.signal })
      const refusal = response.ok ? undefined : await refusalOf(response)
      if (refusal) throw refusal
      if (!response.ok || !response.body) throw new Error(`status ${response.status}`)
      isOpen = true
      clearTimeout(deadline)
      for await (const event of eventsIn(response.body, giveUp)) {
        if (event.seq <= last) continue
        last = event.seq
        pauseMs = shortestPauseMs
        yield event
      }
    } catch (error) {
      if (error instanceof ColdopenError) throw error
      cause = error
    } finally {
      clearTimeout(deadline)
      signal?.removeEventListener('abort', giveUp)
      connection.abort()
    }
    if (signal?.aborted) return
    if (isOpen) lostAt = performance.now()
    const leftMs = lostAt + server.deadlineMs - performance.now()
    if (leftMs <= 0) throw new ServerGone(server.url, cause)
    // Those who lost one server together do not come back in one moment.
    await sleep(Math.min(leftMs, pauseMs * (0.5 + Math.random())), undefined, signal && { signal }).catch(() => undefined)
    pauseMs = Math.min(2 * pauseMs, longestPauseMs)
  }
}
