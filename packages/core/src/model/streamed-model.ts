import { hostOf, type Endpoint } from './openai-client.ts'
import type { Effort } from './capability-schema.ts'
import type { Speaker } from './stream-problem.ts'
import { systemClock, watchStream, type StreamClock, type StreamWatch } from './stream-watch.ts'
import type { ModelEvent, Outcome } from './text-model.ts'

/** What the adapters of every API take. */
export type StreamedModelOptions = Endpoint & {
  readonly provider: string
  readonly model: string
  /** A reasoning model is sent an effort (`low` by default) and no temperature. */
  readonly reasoning?: boolean
  readonly effort?: Effort
  readonly temperature?: number
  /**
   * Milliseconds without progress after which a stream is given up: 60,000 by default, 240,000 for a reasoning model, which
   * may think that long without a word. An event makes progress when it opens, brings or closes content; neither bytes
   * that complete no event, nor comments, nor repeated words that the response is in progress do. Node's own `fetch`
   * gives up after 300,000 without a byte.
   */
  readonly idleMs?: number
  readonly clock?: StreamClock
}

/** Who answers, and how long they may be silent. */
export type Setting = { readonly speaker: Speaker; readonly clock: StreamClock; readonly idleMs: number }

/** Throws `invalid-input` when the base URL is no address. */
export function settingOf(options: StreamedModelOptions): Setting {
  const { model, apiKey, clock = systemClock, idleMs = options.reasoning ? 240_000 : 60_000 } = options
  return { speaker: { model, host: hostOf(options), ...(apiKey && { apiKey }) }, clock, idleMs }
}

type Ask = (watch: StreamWatch) => AsyncGenerator<ModelEvent, Outcome, undefined>

/** What `ask` tells, and its outcome as the last event. Leaving the loop closes the connection. */
export async function* untilItsEnd(setting: Setting, signal: AbortSignal, ask: Ask): AsyncGenerator<ModelEvent, void, undefined> {
  const watch = watchStream(signal, setting.clock, setting.idleMs)
  try {
    watch.progress()
    yield { type: 'end', outcome: yield* ask(watch) }
  } finally {
    watch.close()
  }
}
