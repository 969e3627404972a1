import type OpenAI from 'openai'
import { readAnswer, type AnswerEnd, type Asking } from './stream-answer.ts'
import { cutOff, forgotten } from './stream-problem.ts'
import type { ResponseReader } from './stream-responses.ts'
import type { StreamClock } from './stream-watch.ts'
import type { ModelEvent, Outcome } from './text-model.ts'

/** An answer that its provider keeps, and what it takes to fetch the rest. */
export type Taking = Omit<Asking, 'send' | 'reader'> & { readonly reader: ResponseReader; readonly responses: OpenAI['responses'] }

/** Milliseconds before a try: the first is made at once, and each anew that comes after one which brought something. */
const waits = [0, 1000, 4000]

/**
 * Fetches the rest of an answer behind what its reader has read, again and again while that brings something. Three tries
 * that bring nothing are the end.
 */
export async function* takeUp(taking: Taking): AsyncGenerator<ModelEvent, Outcome, undefined> {
  const { reader, speaker, watch, clock, responses } = taking
  let last: Outcome = { type: 'interrupted', problem: cutOff(speaker) }
  for (let fruitless = 0; fruitless < waits.length; ) {
    const mark = reader.rewind()
    if (!mark) return last
    await pause(clock, waits[fruitless] ?? 0, watch.signal)
    const send: Asking['send'] = (signal) =>
      responses.retrieve(mark.responseId, { stream: true, starting_after: mark.seq }, { signal, maxRetries: 0 }).asResponse()
    const end = ofBegun(yield* readAnswer({ ...taking, send }), taking)
    if (!end.isCut) return end.outcome
    last = end.outcome
    fruitless = (reader.rewind()?.seq ?? 0) > mark.seq ? 0 : fruitless + 1
  }
  return last
}

/** Nothing of an answer that was begun is `rejected`: it may be charged. */
function ofBegun(end: AnswerEnd, taking: Taking): AnswerEnd {
  const { outcome } = end
  if (outcome.type !== 'rejected') return end
  const problem = outcome.problem.code === 'model-not-found' ? forgotten(taking.speaker) : outcome.problem
  return { outcome: { type: 'interrupted', problem }, isCut: outcome.retryable }
}

function pause(clock: StreamClock, ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (ms === 0 || signal.aborted) return Promise.resolve()
  const forget = clock.after(ms, resolve)
  signal.addEventListener('abort', () => {
    forget()
    resolve()
  })
  return promise
}
