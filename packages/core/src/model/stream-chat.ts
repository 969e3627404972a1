import { z } from 'zod'
import type { AnswerReader, Reading } from './stream-answer.ts'
import { endsInHalf, fieldOf, isRecord, parseJson, stringOf } from './stream-json.ts'
import { cutOff, damaged, failed, filtered, refused, type Speaker } from './stream-problem.ts'
import { reasoningSaid, tokensSaid } from './tokens-said.ts'
import type { ModelEvent, Outcome, TokenUsage } from './text-model.ts'

const usageSchema = z.object({
  prompt_tokens: z.number(),
  completion_tokens: z.number(),
  completion_tokens_details: reasoningSaid,
})

/** What servers call an end, in lower case. Any other name is an end that they do not explain, and so a failure. */
const ends = new Map<string, 'completed' | 'length' | 'filtered' | 'refused'>([
  ['stop', 'completed'],
  ['eos', 'completed'],
  ['stop_sequence', 'completed'],
  ['end_turn', 'completed'],
  ['length', 'length'],
  ['max_tokens', 'length'],
  ['model_length', 'length'],
  ['content_filter', 'filtered'],
  ['safety', 'filtered'],
  ['recitation', 'filtered'],
  ['prohibited_content', 'filtered'],
  ['blocklist', 'filtered'],
  ['refusal', 'refused'],
])

/** Where servers put what a model thinks. It is no text of the answer, but work on it. */
const thoughts = ['reasoning_content', 'reasoning', 'thinking']

/**
 * Folds the chunks of Chat Completions. Nothing but a finish reason says that an answer is complete; the tokens it used may
 * come with it, after it, or never.
 */
export function createChatReader(speaker: Speaker): AnswerReader {
  let knowsId = false
  let isOpen = false
  let text = ''
  let refusal = ''
  let finish = ''
  let usage: TokenUsage | undefined
  let progressed = false
  let told: ModelEvent[] = []
  let outcome: Outcome | undefined

  function read(chunk: unknown): void {
    const choices = fieldOf(chunk, 'choices')
    const choice: unknown = Array.isArray(choices) ? choices[0] : undefined
    const error = fieldOf(chunk, 'error') ?? fieldOf(choice, 'error') ?? (fieldOf(chunk, 'object') === 'error' ? chunk : undefined)
    if (isRecord(error) || stringOf(error) !== '') return readError(error)
    addId(fieldOf(chunk, 'id'))
    if (choice !== undefined) readChoice(choice)
    addUsage(fieldOf(chunk, 'usage'))
  }

  function readChoice(choice: unknown): void {
    const delta = fieldOf(choice, 'delta') ?? fieldOf(choice, 'message')
    const content = textOf(fieldOf(delta, 'content'))
    const declined = stringOf(fieldOf(delta, 'refusal'))
    const reason = stringOf(fieldOf(choice, 'finish_reason'))
    text += content
    refusal += declined
    if (reason !== 'null') finish ||= reason
    progressed ||= !isOpen || content !== '' || declined !== '' || finish !== '' || thoughts.some((name) => stringOf(fieldOf(delta, name)) !== '')
    isOpen = true
  }

  function addId(id: unknown): void {
    if (knowsId || typeof id !== 'string' || id === '') return
    knowsId = true
    told.push({ type: 'created', responseId: id })
  }

  /** Some servers count in every chunk, most in one after the last. */
  function addUsage(counted: unknown): void {
    const tokens = isRecord(counted) ? usageSchema.safeParse(counted).data : undefined
    if (tokens) usage = tokensSaid(tokens.prompt_tokens, tokens.completion_tokens, tokens.completion_tokens_details)
    if (tokens && finish !== '') outcome = endOf(finish)
  }

  function readError(error: unknown): void {
    const code = fieldOf(error, 'code') ?? fieldOf(error, 'type')
    outcome = { type: 'failed', problem: failed(speaker, code, fieldOf(error, 'message') ?? error), ...(usage && { usage }) }
  }

  function endOf(reason: string): Outcome {
    const counted = usage && { usage }
    const type = ends.get(reason.toLowerCase())
    if (type === 'filtered') return { type, problem: filtered(speaker), ...counted }
    if (type === 'refused' || (type === 'completed' && refusal !== '')) return { type: 'refused', problem: refused(speaker, refusal), ...counted }
    if (type === undefined) return { type: 'failed', problem: failed(speaker, undefined, `finish reason ${reason}`), ...counted }
    return { type, ...counted }
  }

  /** Everything since the last call, text in one piece. Half a surrogate pair waits for the other half. */
  function reading(): Reading {
    const whole = finish === '' && outcome === undefined && endsInHalf(text) ? text.slice(0, -1) : text
    if (whole !== '') told.push({ type: 'text', text: whole })
    const latest: Reading = { told, progressed, isLast: finish !== '', ...(outcome && { outcome }) }
    told = []
    text = text.slice(whole.length)
    progressed = false
    return latest
  }

  return {
    take: (events) => {
      for (const data of events) {
        if (outcome !== undefined) break
        if (data === '[DONE]') {
          outcome = finish === '' ? { type: 'interrupted', problem: cutOff(speaker) } : endOf(finish)
          break
        }
        const chunk = parseJson(data)
        if (chunk === undefined) outcome = finish === '' ? { type: 'interrupted', problem: damaged(speaker) } : endOf(finish)
        else read(chunk)
      }
      return reading()
    },
    takeWhole: (document) => {
      const choices = fieldOf(document, 'choices')
      if (!Array.isArray(choices) || fieldOf(choices[0], 'message') === undefined) return undefined
      read(document)
      outcome ??= finish === '' ? { type: 'interrupted', problem: damaged(speaker) } : endOf(finish)
      return reading()
    },
    atEnd: () => (finish === '' ? undefined : endOf(finish)),
  }
}

/** Text comes as a string, by some servers in parts beside those of the model's thoughts, and as null where there is none. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part: unknown) => (fieldOf(part, 'type') === 'text' ? stringOf(fieldOf(part, 'text')) : '')).join('')
}
