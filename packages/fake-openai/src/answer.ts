import type { Asked } from './asked.ts'
import type { Behaviour } from './behaviour.ts'
import type { Search } from './search.ts'

/** How an answer ends, once its text is out. */
export type Ending =
  | { readonly type: 'completed' }
  | { readonly type: 'incomplete'; readonly reason: 'max_output_tokens' | 'content_filter' }
  | { readonly type: 'failed' | 'error'; readonly code: string; readonly message: string }

/** An answer, decided as a whole before its first byte: everything that is sent of it follows from this and the time. */
export type Answer = {
  readonly id: string
  readonly asked: Asked
  readonly behaviour: Behaviour
  readonly text: string
  readonly refusal: boolean
  readonly ending: Ending
  readonly reasoningTokens: number
  /** The summary of the reasoning; empty when none is streamed. */
  readonly summary: string
  /** Searches of the web that came before the text. */
  readonly searches: readonly Search[]
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number }
  /** When it was asked for, in milliseconds since 1970. */
  readonly begunAt: number
}

/** Tokens of a text: four characters each. */
export const tokensOf = (text: string): number => Math.ceil(text.length / 4)

const endings = {
  length: { type: 'incomplete', reason: 'max_output_tokens' },
  filter: { type: 'incomplete', reason: 'content_filter' },
  failed: { type: 'failed', code: 'server_error', message: 'The model stopped working in the middle of this answer.' },
  error: { type: 'error', code: 'server_error', message: 'Something broke while this answer was written.' },
} as const satisfies { readonly [name: string]: Ending }

/** The beginning of a text, at most so many UTF-16 units and never half a pair. */
function clip(text: string, length: number): string {
  const cut = text.slice(0, length)
  return /[\uD800-\uDBFF]$/u.test(cut) && cut.length < text.length ? cut.slice(0, -1) : cut
}

/** The text as far as it comes, and how it ends: whichever limit is met first. */
function ended(text: string, behaviour: Behaviour, room: number): { text: string; ending: Ending } {
  const stops: { at: number; ending: Ending }[] = []
  const code = behaviour.code === undefined ? {} : { code: behaviour.code }
  const limit = Math.min(room, behaviour.truncate ?? Infinity)
  if (text.length > limit || behaviour.truncate !== undefined) stops.push({ at: limit, ending: endings.length })
  if (behaviour.filter !== undefined) stops.push({ at: behaviour.filter, ending: endings.filter })
  if (behaviour.fail !== undefined) stops.push({ at: behaviour.fail, ending: { ...endings.failed, ...code } })
  if (behaviour.error !== undefined) stops.push({ at: behaviour.error, ending: { ...endings.error, ...code } })
  if (behaviour.stop !== undefined) stops.push({ at: behaviour.stop, ending: { type: 'completed' } })
  const first = stops.toSorted((one, other) => one.at - other.at)[0]
  if (first === undefined) return { text, ending: { type: 'completed' } }
  return { text: clip(text, first.at), ending: first.ending }
}

function refusalOf(behaviour: Behaviour): string | undefined {
  if (typeof behaviour.refuse === 'string') return behaviour.refuse
  return behaviour.refuse === true ? 'I cannot help with writing that.' : undefined
}

/** What is answered to `asked` when `written` is the text the model would write if nothing stopped it. */
export function decideAnswer(asked: Asked, behaviour: Behaviour, made: { id: string; written: string; searches: readonly Search[]; begunAt: number }): Answer {
  const wantsReasoning = asked.effort !== undefined || asked.summary
  const reasoning = behaviour.reasoning ?? (wantsReasoning ? 64 : 0)
  const most = asked.maxOutputTokens ?? Infinity
  const reasoningTokens = Math.min(reasoning, most)
  const refusal = refusalOf(behaviour)
  const whole = ended(refusal ?? made.written, behaviour, Math.max(0, most - reasoningTokens) * 4)
  return {
    id: made.id,
    asked,
    behaviour,
    ...whole,
    refusal: refusal !== undefined,
    reasoningTokens,
    summary: reasoningTokens > 0 && (behaviour.summary ?? asked.summary) ? 'First the order of events, then who says what.' : '',
    searches: made.searches,
    usage: { inputTokens: tokensOf(asked.text), outputTokens: reasoningTokens + tokensOf(whole.text) },
    begunAt: made.begunAt,
  }
}
