import type { Problem, RunEvent } from '@coldopen/core'

/** An event as server-sent events have it: its number is the id with which a client comes back. */
const frameOf = (event: RunEvent): string => `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`

/** Events as they go over the wire, and where each begins. */
export type Frames = { readonly bytes: Buffer; readonly starts: readonly number[] }

export const framesOf = (events: readonly RunEvent[]): Frames => {
  const frames = events.map(frameOf)
  const starts: number[] = []
  let length = 0
  for (const frame of frames) {
    starts.push(length)
    length += Buffer.byteLength(frame)
  }
  const bytes = Buffer.allocUnsafe(length)
  let at = 0
  for (const frame of frames) at += bytes.write(frame, at)
  return { bytes, starts }
}

/** What begins a stream: how many milliseconds a client of anybody's should wait before it connects again. */
export const opening = Buffer.from('retry: 1000\n\n')

/** Says that the connection lives. */
export const heartbeat = Buffer.from(':\n\n')

/** Why no more events can be had. Told in the stream, since a connection that only breaks is opened again and again. */
export const problemFrame = (problem: Problem): Buffer => Buffer.from(`event: problem\ndata: ${JSON.stringify(problem)}\n\n`)
