import { roomIn } from './room.ts'
import { eventBatches, wholeText } from './stream-events.ts'
import { parseJson } from './stream-json.ts'
import { cutOff, notAStream, stalled, type Speaker } from './stream-problem.ts'
import { outcomeOfDocument, outcomeOfError } from './stream-rejection.ts'
import type { StreamClock, StreamWatch } from './stream-watch.ts'
import type { ModelEvent, Outcome } from './text-model.ts'

/** What some events came to: what to tell, whether the model got on with its work, and how it ended if it did. */
export type Reading = {
  readonly told: ModelEvent[]
  readonly progressed: boolean
  readonly outcome?: Outcome
  /** How it ended is known, and only a count of tokens may still come. */
  readonly isLast?: boolean
}

/** Folds the events of one API into what a model's stream tells. */
export type AnswerReader = {
  /** Reads events by their data, in order. */
  readonly take: (events: readonly string[]) => Reading
  /** Reads a whole answer that came without a stream; undefined for any other document. */
  readonly takeWhole: (document: unknown) => Reading | undefined
  /** How the answer ended, if that was said and no more comes; undefined when it was not. */
  readonly atEnd: () => Outcome | undefined
}

/** One request on its way: who answers, how the answer is read, and how long it may be silent. */
export type Asking = {
  readonly speaker: Speaker
  readonly reader: AnswerReader
  readonly watch: StreamWatch
  readonly clock: StreamClock
  readonly idleMs: number
  readonly send: (signal: AbortSignal) => Promise<Response>
}

/** How a request ended. `isCut`: the connection did before the answer. */
export type AnswerEnd = { readonly outcome: Outcome; readonly isCut: boolean }

export type Answering = AsyncGenerator<ModelEvent, AnswerEnd, undefined>

/** Milliseconds that a count of tokens may take after the end of an answer. */
const graceMs = 5000

const ended = (outcome: Outcome): AnswerEnd => ({ outcome, isCut: false })

/** Sends a request and reads its answer to the end. One `text` event holds what one network chunk brought. */
export async function* readAnswer(asking: Asking): Answering {
  const { speaker, watch, clock } = asking
  let response
  try {
    response = await asking.send(watch.signal)
  } catch (error) {
    const outcome = endedByUs(asking) ?? outcomeOfError(error, speaker, clock.now())
    return { outcome, isCut: outcome.type === 'interrupted' && watch.cause() === undefined }
  }
  const room = roomIn(response.headers)
  const type = response.headers.get('content-type') ?? ''
  const end = yield* /json|html/.test(type) ? readDocument(response, asking) : readStream(response, asking)
  if (room) yield { type: 'room', room }
  return end
}

async function* readStream(response: Response, asking: Asking): Answering {
  const { speaker, reader, watch } = asking
  let isStream = response.headers.get('content-type')?.includes('event-stream')
  for await (const events of eventBatches(response.body)) {
    isStream = true
    const { told, progressed, outcome, isLast } = reader.take(events)
    if (progressed) watch.pause()
    yield* told
    if (outcome) return ended(outcome)
    if (progressed) watch.progress(isLast ? graceMs : undefined)
  }
  const outcome = reader.atEnd() ?? endedByUs(asking)
  if (outcome) return ended(outcome)
  return { outcome: { type: 'interrupted', problem: isStream ? cutOff(speaker) : notAStream(speaker, 'something else') }, isCut: true }
}

/** A body that is no stream: a whole answer from a server that streams nothing, an error, or a page. */
async function* readDocument(response: Response, asking: Asking): Answering {
  const { speaker, reader, watch } = asking
  const text = await wholeText(response.body)
  const document = parseJson(text)
  watch.pause()
  const reading = reader.takeWhole(document)
  yield* reading?.told ?? []
  const outcome = reading?.outcome ?? endedByUs(asking)
  if (outcome) return ended(outcome)
  const isHalf = document === undefined && /^\s*(?:$|[[{])/.test(text)
  return isHalf ? { outcome: { type: 'interrupted', problem: cutOff(speaker) }, isCut: true } : ended(outcomeOfDocument(document, speaker))
}

function endedByUs(asking: Asking): Outcome | undefined {
  const cause = asking.watch.cause()
  if (cause === 'aborted') return { type: 'aborted' }
  return cause === 'stalled' ? { type: 'interrupted', problem: stalled(asking.speaker, asking.idleMs) } : undefined
}
