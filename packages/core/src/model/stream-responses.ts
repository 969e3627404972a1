import { z } from 'zod'
import type { AnswerReader, Reading } from './stream-answer.ts'
import { withoutMarks } from './citation-marks.ts'
import { createPagesTold, pagesOfEvent, type WebPage } from './web-pages.ts'
import { endsInHalf, fieldOf, isRecord, parseJson, stringOf } from './stream-json.ts'
import { damaged, failed, filtered, refused, type Speaker } from './stream-problem.ts'
import { reasoningSaid, tokensSaid } from './tokens-said.ts'
import type { AnswerMark, ModelEvent, Outcome } from './text-model.ts'

/** A Response as a terminal event holds it, as much as we read of it. What is missing or odd is left out. */
const responseSchema = z.object({
  id: z.string().optional().catch(undefined),
  status: z.string().optional().catch(undefined),
  incomplete_details: z.object({ reason: z.string() }).nullish().catch(null),
  error: z.object({ code: z.unknown().optional(), message: z.unknown().optional() }).nullish().catch(null),
  usage: z.object({ input_tokens: z.number(), output_tokens: z.number(), output_tokens_details: reasoningSaid }).nullish().catch(null),
  output: z.array(z.object({
    content: z.array(z.object({ type: z.string(), text: z.string().optional(), refusal: z.string().optional() })).catch([]),
  })).catch([]),
})
type WholeResponse = z.infer<typeof responseSchema>
type Ended = Exclude<Outcome, { type: 'interrupted' | 'rejected' | 'aborted' }>

export type ResponseReader = AnswerReader & {
  /**
   * How far an answer that the provider keeps was told; what was read behind that is forgotten, and has to be read again.
   * Undefined before the answer has an id, and for one that is not kept.
   */
  readonly rewind: () => AnswerMark | undefined
}

export type ResponseReaderOptions = {
  /** The provider keeps the answer: what is told of it says how far it goes. */
  readonly isKept?: boolean
  /** The answer may come after a search: what was found is told, and marks of citations are left out of the text. */
  readonly searches?: boolean
  /** Where an earlier reader stopped. */
  readonly from?: AnswerMark
}

/** Folds the events of the Responses API. Nothing but a terminal event says that an answer is complete. */
export function createResponseReader(speaker: Speaker, options: ResponseReaderOptions = {}): ResponseReader {
  const { isKept = false, searches = false, from } = options
  const anew = createPagesTold()
  let id = from?.responseId
  let seq = from?.seq ?? 0
  let toldSeq = seq
  let characters = from?.characters ?? 0
  let text = ''
  let anyText = false
  let refusal = ''
  let progressed = false
  let told: ModelEvent[] = []
  let outcome: Outcome | undefined

  function read(event: unknown): void {
    const type = fieldOf(event, 'type')
    if (isKept) addSeq(fieldOf(event, 'sequence_number'))
    if (type === 'response.output_text.delta') return addText(fieldOf(event, 'delta'))
    if (type === 'error' || isRecord(fieldOf(event, 'error'))) return readError(event)
    if (typeof type !== 'string') return
    const response = fieldOf(event, 'response')
    addId(fieldOf(response, 'id'))
    if (searches) addPages(pagesOfEvent(event))
    switch (type) {
      case 'response.refusal.delta':
        refusal += stringOf(fieldOf(event, 'delta'))
        break
      case 'response.refusal.done':
        refusal = stringOf(fieldOf(event, 'refusal')) || refusal
        break
      case 'response.completed':
      case 'response.incomplete':
      case 'response.failed':
        readEnd(type.slice('response.'.length), responseSchema.safeParse(response).data)
    }
    progressed ||= /\.(?:created|added|delta|done)$|\.web_search_call\./.test(type)
  }

  function addSeq(number: unknown): void {
    if (typeof number === 'number' && number > seq) seq = number
  }

  function addId(responseId: unknown): void {
    if (id !== undefined || typeof responseId !== 'string') return
    id = responseId
    told.push({ type: 'created', responseId, ...(isKept && { seq }) })
  }

  function addPages(pages: readonly WebPage[]): void {
    for (const page of anew(pages)) told.push({ type: 'source', ...page })
  }

  function addText(delta: unknown): void {
    if (typeof delta !== 'string' || delta === '') return
    text += delta
    progressed = true
    anyText = true
  }

  function readError(event: unknown): void {
    const error = fieldOf(event, 'error')
    const holder = isRecord(error) ? error : event
    outcome = { type: 'failed', problem: failed(speaker, fieldOf(holder, 'code'), fieldOf(holder, 'message')) }
  }

  /** `name` is what the event calls the end. Of a completed one the response's own status is believed: some servers call every end so. */
  function readEnd(name: string, response: WholeResponse | undefined): void {
    const content = response?.output.flatMap((item) => item.content) ?? []
    if (!anyText) {
      const whole = content.map((part) => (part.type === 'output_text' ? part.text ?? '' : '')).join('')
      addText((searches ? withoutMarks(whole).clean : whole).slice(characters))
    }
    refusal ||= content.map((part) => part.refusal ?? '').join('')
    const ended = endOf(name === 'completed' ? response?.status ?? name : name, response)
    const usage = response?.usage
    outcome = usage ? { ...ended, usage: tokensSaid(usage.input_tokens, usage.output_tokens, usage.output_tokens_details) } : ended
  }

  function endOf(status: string, response: WholeResponse | undefined): Ended {
    if (response?.incomplete_details?.reason === 'content_filter') return { type: 'filtered', problem: filtered(speaker) }
    if (status === 'failed') return { type: 'failed', problem: failed(speaker, response?.error?.code, response?.error?.message) }
    if (refusal !== '') return { type: 'refused', problem: refused(speaker, refusal) }
    if (status === 'completed') return { type: 'completed' }
    if (status === 'incomplete') return { type: 'length' }
    return { type: 'failed', problem: failed(speaker, undefined, `status ${status}`) }
  }

  /**
   * Everything since the last call, text in one piece. Half a surrogate pair, or of a mark, waits for the other half; of a
   * kept answer all the text waits with it, so that what is told ends where an event does.
   */
  function reading(): Reading {
    const { ready, waiting } = divided()
    if (ready !== '') told.push({ type: 'text', text: ready, ...(isKept && { seq }) })
    text = waiting
    characters += ready.length
    if (text === '') toldSeq = seq
    const latest: Reading = { told, progressed, ...(outcome && { outcome }) }
    told = []
    progressed = false
    return latest
  }

  /** The text that can be told, and that which has to wait for more. */
  function divided(): { readonly ready: string; readonly waiting: string } {
    const { clean, begun } = searches ? withoutMarks(text) : { clean: text, begun: '' }
    if (outcome !== undefined) return { ready: clean, waiting: '' }
    const half = begun === '' && endsInHalf(clean) ? clean.slice(-1) : begun
    if (half === '') return { ready: clean, waiting: '' }
    return isKept ? { ready: '', waiting: text } : { ready: begun === '' ? clean.slice(0, -1) : clean, waiting: half }
  }

  return {
    take: (events) => {
      for (const data of events) {
        if (outcome !== undefined || data === '[DONE]') continue
        const event = parseJson(data)
        if (event === undefined) outcome = { type: 'interrupted', problem: damaged(speaker) }
        else read(event)
      }
      return reading()
    },
    takeWhole: (document) => {
      const response = responseSchema.safeParse(document).data
      if (!response?.status || !Array.isArray(fieldOf(document, 'output'))) return undefined
      addId(response.id)
      if (searches) addPages(pagesOfEvent({ response: document }))
      readEnd('completed', response)
      return reading()
    },
    atEnd: () => undefined,
    rewind: () => {
      text = ''
      seq = toldSeq
      return isKept && id !== undefined ? { responseId: id, seq, characters } : undefined
    },
  }
}
