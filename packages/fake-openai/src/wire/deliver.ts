import type { Answer } from '../answer.ts'
import type { Behaviour } from '../behaviour.ts'
import type { Clock } from '../clock.ts'
import type { Frame } from './frame.ts'
import type { Line } from './line.ts'

/** What a delivery needs beside its frames. `cancelled` ends the answer itself, `released` is called for to end a stall. */
export type Delivery = {
  readonly answer: Answer
  /** Of this connection: where it stalls, how it is cut. */
  readonly behaviour: Behaviour
  readonly line: Line
  readonly clock: Clock
  readonly cancelled: AbortSignal
  /** Frames up to this sequence number are left out. */
  readonly startingAfter?: number
  readonly onStall: () => Promise<void>
  /** So many characters of the text are sent; they were handed over at `at`, in milliseconds since 1970. */
  readonly onText: (characters: number, at: number) => void
}

/** Characters that are put together into one write when nothing has to be waited for. */
const batch = 1 << 17

/** When so many tokens are written, in milliseconds since 1970. */
export function dueAt(answer: Answer, tokens: number): number {
  const { firstToken = 0, pace } = answer.behaviour
  return answer.begunAt + firstToken * 1000 + (pace === undefined ? 0 : (tokens / pace) * 1000)
}

/** When the whole answer is written, in milliseconds since 1970. */
export const endsAt = (answer: Answer): number => dueAt(answer, answer.usage.outputTokens)

async function stall(delivery: Delivery, last: number): Promise<boolean> {
  const { behaviour, clock, line, cancelled } = delivery
  const over = new AbortController()
  const signal = AbortSignal.any([line.signal, cancelled, over.signal])
  const keepingAlive = keepAlive(delivery, last, signal)
  await Promise.race([delivery.onStall(), clock.sleep(behaviour.stallMs ?? Infinity, signal)])
  over.abort()
  await keepingAlive
  return !line.signal.aborted && !cancelled.aborted
}

/** Sends what a stalled server still sends; the events carry the number of the last one, since they say nothing new. */
async function keepAlive(delivery: Delivery, last: number, signal: AbortSignal): Promise<void> {
  const { behaviour, clock, line, answer } = delivery
  if (behaviour.keepAlive === undefined) return
  const event = { type: 'response.in_progress', sequence_number: last, response: { id: answer.id, object: 'response', status: 'in_progress' } }
  const wire = behaviour.keepAlive === 'comments' ? ': keep-alive\n\n' : `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
  await clock.sleep(behaviour.keepAliveMs ?? 1000, signal)
  while (!signal.aborted) {
    await line.send(wire)
    await clock.sleep(behaviour.keepAliveMs ?? 1000, signal)
  }
}

/** Sends the frames of an answer as they become due. True when the last of them went out. */
export async function deliver(frames: Iterable<Frame>, delivery: Delivery): Promise<boolean> {
  const { answer, behaviour, line, clock, cancelled } = delivery
  const stopped = AbortSignal.any([line.signal, cancelled])
  const paced = answer.behaviour.pace !== undefined || answer.behaviour.firstToken !== undefined
  const cutAt = behaviour.cutText ?? Infinity
  const most = behaviour.cut === undefined ? batch : 0
  let stallAt = behaviour.stall ?? Infinity
  let waiting = ''
  let characters = 0
  let sequence = -1
  const flush = async (): Promise<boolean> => {
    const at = clock.now()
    if (waiting !== '' && (await line.send(waiting))) delivery.onText(characters, at)
    waiting = ''
    return !line.wasCut() && !stopped.aborted
  }

  for (const frame of frames) {
    if (frame.sequence <= (delivery.startingAfter ?? -1)) continue
    const reaches = (mark: number): boolean =>
      frame.after !== undefined && (frame.characters > mark || (frame.characters === mark && characters === mark))
    if (reaches(stallAt)) {
      stallAt = Infinity
      if (!(await flush()) || !(await stall(delivery, sequence))) return false
    }
    if (reaches(cutAt)) {
      await flush()
      await line.cut()
      return false
    }
    const due = paced && frame.after !== undefined ? dueAt(answer, frame.after) : -Infinity
    if (due > clock.now()) {
      if (!(await flush())) return false
      await clock.sleep(Math.max(0, due - clock.now()), stopped)
    }
    waiting += frame.wire
    characters = frame.characters
    sequence = frame.sequence
    if (waiting.length >= most && !(await flush())) return false
    if (stopped.aborted) return false
  }
  return await flush()
}
