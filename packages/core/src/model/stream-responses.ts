import { z } from 'zod'
import { damaged, failed, filtered, refused, type Speaker } from './stream-problem.ts'
import type { ModelEvent, Outcome } from './text-model.ts'

/** A Response as a terminal event holds it, as much as we read of it. What is missing or odd is left out. */
const responseSchema = z.object({
  id: z.string().optional().catch(undefined),
  status: z.string().optional().catch(undefined),
  incomplete_details: z.object({ reason: z.string() }).nullish().catch(null),
  error: z.object({ code: z.unknown(), message: z.unknown() }).nullish().catch(null),
  usage: z.object({ input_tokens: z.number(), output_tokens: z.number() }).nullish().catch(null),
  output: z.array(z.object({
    content: z.array(z.object({ type: z.string(), text: z.string().optional(), refusal: z.string().optional() })).catch([]),
  })).catch([]),
})
type WholeResponse = z.infer<typeof responseSchema>
type Ended = Exclude<Outcome, { type: 'interrupted' | 'rejected' | 'aborted' }>

/** What some events came to: what to tell, whether the model got on with its work, and how it ended if it did. */
export type Reading = { readonly told: ModelEvent[]; readonly progressed: boolean; readonly outcome?: Outcome }

export type ResponseReader = {
  /** Reads events by their data, in order. */
  readonly take: (events: readonly string[]) => Reading
  /** Reads a whole Response that came without a stream; undefined for any other document. */
  readonly takeWhole: (document: unknown) => Reading | undefined
}

/** Folds the events of the Responses API. Nothing but a terminal event says that an answer is complete. */
export function createResponseReader(speaker: Speaker): ResponseReader {
  let knowsId = false
  let text = ''
  let anyText = false
  let refusal = ''
  let progressed = false
  let told: ModelEvent[] = []
  let outcome: Outcome | undefined

  function read(event: unknown): void {
    const type = fieldOf(event, 'type')
    if (type === 'response.output_text.delta') return addText(fieldOf(event, 'delta'))
    if (type === 'error' || isRecord(fieldOf(event, 'error'))) return readError(event)
    if (typeof type !== 'string') return
    const response = fieldOf(event, 'response')
    addId(fieldOf(response, 'id'))
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
    progressed ||= /\.(?:created|added|delta|done)$/.test(type)
  }

  function addId(id: unknown): void {
    if (knowsId || typeof id !== 'string') return
    knowsId = true
    told.push({ type: 'created', responseId: id })
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
    if (!anyText) for (const part of content) if (part.type === 'output_text') addText(part.text)
    refusal ||= content.map((part) => part.refusal ?? '').join('')
    const ended = endOf(name === 'completed' ? response?.status ?? name : name, response)
    const usage = response?.usage
    outcome = usage ? { ...ended, usage: { inputTokens: usage.input_tokens, outputTokens: usage.output_tokens } } : ended
  }

  function endOf(status: string, response: WholeResponse | undefined): Ended {
    if (response?.incomplete_details?.reason === 'content_filter') return { type: 'filtered', problem: filtered(speaker) }
    if (status === 'failed') return { type: 'failed', problem: failed(speaker, response?.error?.code, response?.error?.message) }
    if (refusal !== '') return { type: 'refused', problem: refused(speaker, refusal) }
    if (status === 'completed') return { type: 'completed' }
    if (status === 'incomplete') return { type: 'length' }
    return { type: 'failed', problem: failed(speaker, undefined, `status ${status}`) }
  }

  /** Everything since the last call, text in one piece. Half a surrogate pair waits for the other half. */
  function reading(): Reading {
    const half = outcome === undefined && /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : ''
    const whole = half === '' ? text : text.slice(0, -1)
    if (whole !== '') told.push({ type: 'text', text: whole })
    const latest: Reading = { told, progressed, ...(outcome && { outcome }) }
    told = []
    text = half
    progressed = false
    return latest
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
      readEnd('completed', response)
      return reading()
    },
  }
}

/** Undefined for what is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null
}

function fieldOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
