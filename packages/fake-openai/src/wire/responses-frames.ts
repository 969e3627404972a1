import type { Answer } from '../answer.ts'
import type { JsonObject } from '../json/schema.ts'
import { pieces, type Frame } from './frame.ts'
import { citationsOf, searchId, searchItem } from './search-object.ts'
import { contentPart, messageItem, partId, reasoningItem, responseObject, without } from './response-object.ts'

type Draft = { readonly type: string; readonly fields: JsonObject; readonly characters: number; readonly after?: number }

const terminalType = { completed: 'response.completed', incomplete: 'response.incomplete', failed: 'response.failed', error: 'error' } as const

/** The first events: the response exists, waits when it is a background one, and is being written. */
function* lifeDrafts(answer: Answer): Generator<Draft> {
  const begun = { response: responseObject(answer, 'in_progress') }
  const queued = { response: responseObject(answer, 'queued') }
  yield { type: 'response.created', fields: answer.asked.background ? queued : begun, characters: 0 }
  if (answer.asked.background) yield { type: 'response.queued', fields: queued, characters: 0 }
  yield { type: 'response.in_progress', fields: begun, characters: 0 }
}

/** Reasoning before the text: its item, and its summary when that is streamed. */
function* reasoningDrafts(answer: Answer): Generator<Draft> {
  const at = { item_id: partId(answer, 'rs'), output_index: 0, summary_index: 0 }
  const after = answer.reasoningTokens
  yield { type: 'response.output_item.added', fields: { output_index: 0, item: reasoningItem(answer, false) }, characters: 0 }
  if (answer.summary !== '') {
    const part = { type: 'summary_text', text: answer.summary }
    yield { type: 'response.reasoning_summary_part.added', fields: { ...at, part: { ...part, text: '' } }, characters: 0 }
    for (const delta of pieces(answer.summary, 8, { marks: [], splitPairs: false })) {
      yield { type: 'response.reasoning_summary_text.delta', fields: { ...at, delta }, characters: 0 }
    }
    yield { type: 'response.reasoning_summary_text.done', fields: { ...at, text: answer.summary }, characters: 0, after }
    yield { type: 'response.reasoning_summary_part.done', fields: { ...at, part }, characters: 0, after }
  }
  yield { type: 'response.output_item.done', fields: { output_index: 0, item: reasoningItem(answer, true) }, characters: 0, after }
}

/** The searches of the web, one after another, each an item of its own. */
function* searchDrafts(answer: Answer, first: number): Generator<Draft> {
  for (const at of answer.searches.keys()) {
    const index = first + at
    const call = { output_index: index, item_id: searchId(answer, at) }
    yield { type: 'response.output_item.added', fields: { output_index: index, item: searchItem(answer, at, 'in_progress') }, characters: 0 }
    for (const step of ['in_progress', 'searching', 'completed']) {
      yield { type: `response.web_search_call.${step}`, fields: call, characters: 0 }
    }
    yield { type: 'response.output_item.done', fields: { output_index: index, item: searchItem(answer, at, 'completed') }, characters: 0 }
  }
}

/** What stands around the text deltas: the item and its part, opened before and closed after them. */
function* openingDrafts(answer: Answer, index: number): Generator<Draft> {
  const after = answer.reasoningTokens
  const at = { item_id: partId(answer, 'msg'), output_index: index, content_index: 0 }
  yield { type: 'response.output_item.added', fields: { output_index: index, item: messageItem(answer, 'in_progress') }, characters: 0, after }
  yield { type: 'response.content_part.added', fields: { ...at, part: contentPart(answer, '') }, characters: 0, after }
}

function* closingDrafts(answer: Answer, index: number): Generator<Draft> {
  const at = { item_id: partId(answer, 'msg'), output_index: index, content_index: 0 }
  const due = { characters: answer.text.length, after: answer.usage.outputTokens }
  const status = answer.ending.type === 'completed' ? 'completed' : 'incomplete'
  for (const [annotation_index, annotation] of answer.text === '' ? [] : citationsOf(answer).entries()) {
    yield { type: 'response.output_text.annotation.added', fields: { ...at, annotation_index, annotation }, ...due }
  }
  if (answer.refusal) yield { type: 'response.refusal.done', fields: { ...at, refusal: answer.text }, ...due }
  else yield { type: 'response.output_text.done', fields: { ...at, logprobs: [], text: answer.text }, ...due }
  yield { type: 'response.content_part.done', fields: { ...at, part: contentPart(answer, answer.text) }, ...due }
  yield { type: 'response.output_item.done', fields: { output_index: index, item: messageItem(answer, status) }, ...due }
}

function terminalDraft(answer: Answer): Draft {
  const { ending } = answer
  const due = { characters: answer.text.length, after: answer.usage.outputTokens }
  if (ending.type === 'error') {
    const error = { code: ending.code, message: ending.message, param: null }
    return { type: 'error', fields: answer.behaviour.nestedError === true ? { error: { type: ending.code, ...error } } : error, ...due }
  }
  return { type: terminalType[ending.type], fields: { response: responseObject(answer, ending.type) }, ...due }
}

function frameOf(draft: Draft, sequence: number, omitted: readonly string[]): Frame {
  const data = without({ type: draft.type, sequence_number: sequence, ...draft.fields }, omitted)
  const wire = `event: ${draft.type}\ndata: ${JSON.stringify(data)}\n\n`
  const due = draft.after === undefined ? {} : { after: draft.after }
  return { wire, sequence, characters: draft.characters, ...due }
}

/** The deltas, encoded by hand: there may be hundreds of thousands, and they differ in two places only. */
function* deltaFrames(answer: Answer, index: number, from: number): Generator<Frame> {
  const { behaviour } = answer
  const type = answer.refusal ? 'response.refusal.delta' : 'response.output_text.delta'
  const logprobs = answer.refusal ? {} : { logprobs: [] }
  const fields = { type, sequence_number: '#', item_id: partId(answer, 'msg'), output_index: index, content_index: 0, delta: '#', ...logprobs }
  const data = JSON.stringify(without(fields, behaviour.omit ?? []))
  const [head = '', middle = '', tail] = data.split('"#"')
  const marks = [behaviour.cutText, behaviour.stall].filter((mark) => mark !== undefined)
  let sequence = from
  let characters = 0
  for (const delta of pieces(answer.text, behaviour.delta ?? 4, { marks, splitPairs: behaviour.splitPairs === true })) {
    const after = answer.reasoningTokens + characters / 4
    characters += delta.length
    const numbers = tail === undefined ? JSON.stringify(delta) + middle : sequence + middle + JSON.stringify(delta) + tail
    yield { wire: `event: ${type}\ndata: ${head}${numbers}\n\n`, sequence, characters, after }
    sequence += 1
  }
}

/** An item is closed by the model, or by a limit; a failure leaves it open. */
const closes = (answer: Answer): boolean => answer.ending.type === 'completed' || answer.ending.type === 'incomplete'

/**
 * The whole stream of an answer in the Responses API, from `response.created` to its terminal event. It is the same every
 * time it is walked, so that a later request can take it up after any sequence number.
 */
export function* responsesFrames(answer: Answer): Generator<Frame> {
  const omitted = answer.behaviour.omit ?? []
  const isSent = (type: string): boolean => !omitted.includes(type) && !omitted.includes(type.replace('response.', ''))
  const firstSearch = answer.reasoningTokens > 0 ? 1 : 0
  const index = firstSearch + answer.searches.length
  const hasMessage = answer.text !== '' || answer.ending.type === 'completed'
  let sequence = 0
  function* framed(drafts: Iterable<Draft>): Generator<Frame> {
    for (const draft of drafts) {
      if (!isSent(draft.type)) continue
      yield frameOf(draft, sequence, omitted)
      sequence += 1
    }
  }
  yield* framed(lifeDrafts(answer))
  if (answer.reasoningTokens > 0) yield* framed(reasoningDrafts(answer))
  yield* framed(searchDrafts(answer, firstSearch))
  if (hasMessage) {
    yield* framed(openingDrafts(answer, index))
    for (const frame of deltaFrames(answer, index, sequence)) {
      sequence = frame.sequence + 1
      yield frame
    }
    if (closes(answer)) yield* framed(closingDrafts(answer, index))
  }
  yield* framed([terminalDraft(answer)])
}
