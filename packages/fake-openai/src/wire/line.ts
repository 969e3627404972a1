import type { ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import type { Behaviour } from '../behaviour.ts'
import type { Clock } from '../clock.ts'

/** Where the body of an answer goes: bytes are counted, and the connection ends where the behaviour says. */
export type Line = {
  /** Aborted when the connection is gone, whoever ended it. */
  readonly signal: AbortSignal
  /** Sends a text, or as much of it as comes before the cut; true when all of it was handed to the connection. */
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

  const write = async (bytes: Buffer): Promise<void> => {
    if (gone.signal.aborted || bytes.length === 0) return
    sent += bytes.length
    await new Promise<void>((resolve) => {
      const done = (): void => {
        gone.signal.removeEventListener('abort', done)
        resolve()
      }
      gone.signal.addEventListener('abort', done)
      response.write(bytes, done)
    })
  }

  const cut = async (by = behaviour.by ?? 'fin'): Promise<void> => {
    if (isCut || gone.signal.aborted) return
    isCut = true
    const { socket } = response
    if (by === 'end') {
      response.end()
    } else {
      if (sent > 0) await clock.sleep(behaviour.lingerMs ?? 20, gone.signal)
      if (by === 'rst') socket?.resetAndDestroy()
      else socket?.end()
    }
  }

  return {
    signal: gone.signal,
    bytesSent: () => sent,
    wasCut: () => isCut,
    cut,
    send: async (text) => {
      if (isCut || gone.signal.aborted) return false
      const all = Buffer.from(text)
      const bytes = all.subarray(0, Math.max(0, limit - sent))
      if (behaviour.split === undefined) {
        await write(bytes)
      } else {
        for (const piece of splits(bytes, behaviour.split)) {
          await write(piece)
          await setImmediate()
        }
      }
      const whole = bytes.length === all.length && !gone.signal.aborted
      if (sent >= limit) await cut()
      return whole
    },
    end: async () => {
      if (isCut || gone.signal.aborted) return
      await new Promise<void>((resolve) => {
        gone.signal.addEventListener('abort', () => resolve(), { once: true })
        response.end(() => resolve())
      })
    },
  }
}
