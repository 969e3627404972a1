import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import type { Behaviour } from '../behaviour.ts'
import type { Clock } from '../clock.ts'

/** Where the body of an answer goes: bytes are counted, and the connection ends where the behaviour says. */
export type Line = {
  /** Aborted when the connection is gone, whoever ended it. */
  readonly signal: AbortSignal
  /** Sends bytes, or as many as come before the cut; false once nothing more can be sent. */
  send(text: string): Promise<boolean>
  /** Ends the connection: as the behaviour says, or as it is told. */
  cut(by?: 'fin' | 'rst' | 'end'): Promise<void>
  /** Ends the body in good order. */
  end(): Promise<void>
  bytesSent(): number
  wasCut(): boolean
}

/** Offsets after the first byte of every multi-byte character, where a write ends so as to split it. */
function* splits(bytes: Buffer, how: 'bytes' | 'characters'): Generator<Buffer> {
  let from = 0
  for (let at = 1; at < bytes.length; at += 1) {
    const previous = bytes[at - 1] ?? 0
    if (how === 'characters' && previous < 0xc0) continue
    yield bytes.subarray(from, at)
    from = at
  }
  yield bytes.subarray(from)
}

export function openLine(response: ServerResponse, behaviour: Behaviour, clock: Clock): Line {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  response.once('error', () => gone.abort())
  const limit = behaviour.cut ?? Infinity
  let sent = 0
  let isCut = false

  const orGone = async (happening: Promise<unknown>): Promise<void> => {
    try {
      await happening
    } catch (error) {
      if (!gone.signal.aborted) throw error
    }
  }

  const write = async (bytes: Buffer): Promise<void> => {
    if (gone.signal.aborted || bytes.length === 0) return
    sent += bytes.length
    if (response.write(bytes)) return
    await orGone(once(response, 'drain', { signal: gone.signal }))
  }

  const cut = async (by = behaviour.by ?? 'fin'): Promise<void> => {
    if (isCut || gone.signal.aborted) return
    isCut = true
    const { socket } = response
    if (by === 'end') {
      response.end()
    } else if (by === 'rst') {
      await clock.sleep(behaviour.lingerMs ?? 10, gone.signal)
      socket?.resetAndDestroy()
    } else {
      await new Promise<void>((resolve) => (socket === null ? resolve() : socket.end(() => resolve())))
    }
  }

  return {
    signal: gone.signal,
    bytesSent: () => sent,
    wasCut: () => isCut,
    cut,
    send: async (text) => {
      if (isCut || gone.signal.aborted) return false
      const whole = Buffer.from(text)
      const bytes = whole.subarray(0, Math.max(0, limit - sent))
      if (behaviour.split === undefined) {
        await write(bytes)
      } else {
        for (const piece of splits(bytes, behaviour.split)) {
          await write(piece)
          await setImmediate()
        }
      }
      if (sent >= limit) await cut()
      return !isCut && !gone.signal.aborted
    },
    end: async () => {
      if (isCut || gone.signal.aborted) return
      const finished = orGone(once(response, 'finish', { signal: gone.signal }))
      response.end()
      await finished
    },
  }
}
