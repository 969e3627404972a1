import { setTimeout as pause } from 'node:timers/promises'
import { ColdopenError } from '../../errors.ts'
import type { ModelEvent, ModelRequest, Outcome, TextModel } from '../text-model.ts'
import { answerTo } from './answer.ts'
import { blockPieces, cutAt, tokenPieces } from './pieces.ts'
import { seedOf } from './seed.ts'

/** How fast the sample writer writes, and by whose clock. */
export type SampleModelOptions = {
  /** Above 0; `Infinity` writes the whole answer at once. A token counts as four characters. */
  readonly tokensPerSecond?: number
  /** Waits for so many milliseconds; may end early, or throw, once the signal is aborted. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>
  /** Milliseconds from any fixed moment on. */
  readonly now?: () => number
}

type Pace = Required<SampleModelOptions>

const charactersPerToken = 4

const tokensOf = (characters: number): number => Math.ceil(characters / charactersPerToken)

const inputTokensOf = (request: ModelRequest): number => {
  const { instructions, material, schema } = request
  return tokensOf(instructions.length + JSON.stringify(material).length + (schema ? JSON.stringify(schema.json).length : 0))
}

/** Waits as long as the signal lets it. */
const waitFor = async (ms: number, pace: Pace, signal: AbortSignal): Promise<void> => {
  if (ms <= 0 || signal.aborted) return
  try {
    await pace.sleep(ms, signal)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

/** The pieces, each when a writer of that speed would have finished it: reckoned from the start, so that late pieces do not add up. */
async function* paced(text: string, pace: Pace, signal: AbortSignal): AsyncGenerator<string> {
  const msPerCharacter = 1000 / (pace.tokensPerSecond * charactersPerToken)
  const start = pace.now()
  let characters = 0
  for (const piece of msPerCharacter > 0 ? tokenPieces(text) : blockPieces(text)) {
    characters += piece.length
    await waitFor(start + characters * msPerCharacter - pace.now(), pace, signal)
    if (signal.aborted) return
    yield piece
  }
}

const end = (outcome: Outcome): ModelEvent => ({ type: 'end', outcome })

async function* write(request: ModelRequest, pace: Pace, signal: AbortSignal): AsyncGenerator<ModelEvent> {
  if (signal.aborted) {
    yield end({ type: 'aborted' })
    return
  }
  const whole = answerTo(request)
  yield { type: 'created', responseId: `sample-${seedOf(whole).toString(16).padStart(8, '0')}` }

  const text = whole.slice(0, cutAt(whole, Math.max(0, Math.floor(request.maxOutputTokens * charactersPerToken))))
  for await (const piece of paced(text, pace, signal)) yield { type: 'text', text: piece }
  const usage = { inputTokens: inputTokensOf(request), outputTokens: tokensOf(text.length) }
  if (signal.aborted) yield end({ type: 'aborted' })
  else yield end({ type: text.length < whole.length ? 'length' : 'completed', usage })
}

/**
 * The sample writer: a model that needs no key and no network. It answers from the request's own words, by seed and
 * phrase-book; the same request always gets the same answer. Throws `invalid-input` for a speed that is not above 0.
 */
export const createSampleModel = (options: SampleModelOptions = {}): TextModel => {
  const pace: Pace = {
    tokensPerSecond: options.tokensPerSecond ?? 150,
    sleep: options.sleep ?? ((ms, signal) => pause(ms, undefined, { signal })),
    now: options.now ?? (() => performance.now()),
  }
  if (!(pace.tokensPerSecond > 0)) {
    throw new ColdopenError('invalid-input', `The sample writer cannot write ${pace.tokensPerSecond} tokens a second: give a speed above 0.`)
  }
  return { name: 'sample/sample', stream: (request, signal) => write(request, pace, signal) }
}
