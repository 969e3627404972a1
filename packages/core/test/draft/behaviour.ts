import fc from 'fast-check'
import type { ModelEvent, ModelRequest, Outcome, TextModel, TokenUsage } from '../../src/model/text-model.ts'
import { writeAnswer, type Answer, type Written } from './write-answer.ts'
import { writeProse } from './write-prose.ts'

/** What is wrong with an answer that its model takes for whole. */
export const faults = ['few', 'many', 'stranger', 'empty', 'wrong type', 'null', 'doubled', 'malformed', 'fenced', 'nothing'] as const

/** How a model deals with one request. `at` is a place in its answer, from 0 to 1. */
export type Behaviour = {
  readonly ending: Outcome['type']
  readonly at: number
  readonly fault?: (typeof faults)[number] | undefined
  /** Characters a piece; the provider says how many tokens it took; it names the response. */
  readonly pieces: number
  readonly counts: boolean
  /** It takes all the tokens that a request may take: every byte is one, and it thinks up to the limit. */
  readonly greedy: boolean
  readonly names: boolean
  /** The request waits before it leaves. */
  readonly waits: boolean
  readonly retryAfterMs?: number | undefined
}

export const wholeAnswer: Behaviour = { ending: 'completed', at: 1, pieces: 400, counts: true, greedy: false, names: true, waits: false }

const endings = ['completed', 'length', 'refused', 'filtered', 'failed', 'interrupted', 'rejected'] as const

const anyBehaviour: fc.Arbitrary<Behaviour> = fc.record({
  ending: fc.constantFrom(...endings),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  pieces: fc.integer({ min: 40, max: 900 }),
  counts: fc.boolean(),
  greedy: fc.boolean(),
  names: fc.boolean(),
  waits: fc.boolean(),
  retryAfterMs: fc.option(fc.nat(60_000), { nil: undefined }),
})

const faultyBehaviour: fc.Arbitrary<Behaviour> = fc
  .record({ at: fc.double({ min: 0, max: 1, noNaN: true }), waits: fc.boolean(), fault: fc.constantFrom(...faults) })
  .map(fault => ({ ...wholeAnswer, ...fault }))

/** Whole answers as often as all that can go wrong. */
export const behaviours: fc.Arbitrary<Behaviour> = fc.oneof({ weight: 2, arbitrary: fc.constant(wholeAnswer) }, anyBehaviour, faultyBehaviour)

const isAnswer = (value: Written | undefined): value is Answer => typeof value === 'object' && !Array.isArray(value)

/** The one list of an answer, with one of its places changed. */
const changedList = (items: Written[], behaviour: Behaviour): Written[] => {
  const at = Math.min(items.length - 1, Math.floor(behaviour.at * items.length))
  const item = items[at]
  if (behaviour.fault === 'few') return items.slice(0, at)
  if (behaviour.fault === 'many') return [...items, ...items.slice(at)]
  if (behaviour.fault === 'null') return items.with(at, isAnswer(item) ? { ...item, title: [], narration: {} } : ' … ')
  if (!isAnswer(item)) return behaviour.fault === 'stranger' ? items : items.with(at, behaviour.fault === 'empty' ? ' ' : 7)
  if (behaviour.fault === 'stranger') return items.with(at, { ...item, dialogue: [{ character_id: 'char_999', delivery: '', line: 'Who?' }] })
  return items.with(at, { ...item, action: behaviour.fault === 'empty' ? ' \n' : 7 })
}

const listName = (answer: Answer): 'segments' | 'pack' | 'story_outline' => ('segments' in answer ? 'segments' : 'pack' in answer ? 'pack' : 'story_outline')

/** Prose of the length that is asked for, or what goes wrong with it. */
const proseFor = (request: ModelRequest, behaviour: Behaviour, salt: number): string => {
  const words = Number(request.material['words'])
  if (behaviour.fault === 'few') return writeProse(Math.floor(words * behaviour.at), salt)
  if (behaviour.fault === 'many') return writeProse(words * 2, salt)
  return behaviour.fault === 'nothing' || behaviour.fault === 'empty' ? ' \n' : writeProse(words, salt)
}

/** The whole text of an answer, before the transport or a limit cuts it. */
const textOf = (request: ModelRequest, behaviour: Behaviour, salt: number): string => {
  if (!request.schema) return proseFor(request, behaviour, salt)
  const answer = writeAnswer(request.schema.json, salt)
  if ('text' in answer) answer['text'] = proseFor(request, behaviour, salt)
  if ('pack' in answer && behaviour.fault === 'null') answer['pack'] = { facts: 5 }
  const list = answer[listName(answer)]
  const lists = Array.isArray(list) ? list : []
  const written = JSON.stringify(answer)
  switch (behaviour.fault) {
    case undefined:
      return written
    case 'fenced':
      return `Here you are:\n\`\`\`json\n${JSON.stringify(answer, null, 2)}\n\`\`\`\nEnjoy!`
    case 'doubled':
      return `${written.slice(0, -1)},${JSON.stringify({ [listName(answer)]: lists }).slice(1)}`
    case 'malformed': {
      const at = Math.floor(behaviour.at * written.length)
      return `${written.slice(0, at)}\u0007}${written.slice(at)}`
    }
    case 'nothing':
      return 'I am sorry, but I have nothing to say.'
    default:
      return JSON.stringify({
        ...answer,
        ...(behaviour.fault === 'null' && 'narration' in answer && { narration: 5 }),
        ...(Array.isArray(list) && { [listName(answer)]: changedList(lists, behaviour) }),
      })
  }
}

const problemOf = (ending: Outcome['type']) => ({ code: 'model-failed', message: `The model ended with ${ending}.` }) as const

const outcomeOf = (behaviour: Behaviour, usage: TokenUsage): Outcome => {
  const { ending, retryAfterMs } = behaviour
  const counted = behaviour.counts ? { usage } : {}
  switch (ending) {
    case 'completed':
    case 'length':
      return { type: ending, ...counted }
    case 'refused':
    case 'filtered':
    case 'failed':
      return { type: ending, problem: problemOf(ending), ...counted }
    case 'interrupted':
      return { type: ending, problem: problemOf(ending) }
    case 'rejected':
      return { type: ending, problem: problemOf(ending), retryable: behaviour.counts, ...(retryAfterMs !== undefined && { retryAfterMs }) }
    default:
      return { type: ending }
  }
}

/** An answer as it goes over the wire. `spent` is what the provider charges for it, whether it says so or not. */
export type Played = { readonly text: string; readonly outcome: Outcome; readonly spent: TokenUsage }

export const play = (request: ModelRequest, behaviour: Behaviour, salt: number): Played => {
  if (behaviour.ending === 'rejected') {
    const spent = { inputTokens: 0, outputTokens: 0 }
    return { text: '', outcome: outcomeOf(behaviour, spent), spent }
  }
  const whole = textOf(request, behaviour, salt)
  const text = behaviour.ending === 'completed' ? whole : whole.slice(0, Math.floor(behaviour.at * whole.length))
  const bytes = Buffer.byteLength(JSON.stringify([request.instructions, request.material, request.schema]))
  const spent = behaviour.greedy
    ? { inputTokens: bytes, outputTokens: request.maxOutputTokens }
    : { inputTokens: Math.ceil(bytes / 4), outputTokens: Math.min(request.maxOutputTokens, Math.ceil(text.length / 4)) }
  return { text, outcome: outcomeOf(behaviour, spent), spent }
}

/** A model that gives one answer, piece by piece, until it is aborted. */
export const scriptedModel = (played: Played, behaviour: Behaviour): TextModel => ({
  name: 'test/scripted',
  async *stream(_request, signal): AsyncGenerator<ModelEvent> {
    if (behaviour.waits) {
      yield { type: 'queued', forMs: 1000 }
      if (signal.aborted) {
        yield { type: 'end', outcome: { type: 'aborted' } }
        return
      }
      yield { type: 'leaving' }
    }
    if (behaviour.names && played.text !== '') yield { type: 'created', responseId: 'resp_1' }
    for (let at = 0; at < played.text.length && !signal.aborted; at += behaviour.pieces) {
      yield { type: 'text', text: played.text.slice(at, at + behaviour.pieces) }
    }
    yield { type: 'end', outcome: signal.aborted ? { type: 'aborted' } : played.outcome }
  },
})
