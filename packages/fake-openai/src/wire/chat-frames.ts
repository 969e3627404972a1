import type { Answer } from '../answer.ts'
import type { JsonObject } from '../json/schema.ts'
import { chatId, chatUsage, finishReason } from './chat-object.ts'
import { pieces, type Frame } from './frame.ts'
import { without } from './response-object.ts'

/** Stands where a delta goes in the chunk they all share. */
const slot = '@@delta@@'

/**
 * The whole stream of an answer as chat completion chunks: the role, the text, the finish reason, the usage when it was asked
 * for, and `[DONE]`. A failure is an error object in place of what would follow.
 */
export function* chatFrames(answer: Answer): Generator<Frame> {
  const { asked, behaviour, ending } = answer
  const omitted = behaviour.omit ?? []
  const whole = { characters: answer.text.length, after: answer.usage.outputTokens }
  const usage = asked.includeUsage ? { usage: null } : {}
  const chunk = (delta: JsonObject, finish: string | null): JsonObject =>
    without(
      {
        id: chatId(answer),
        object: 'chat.completion.chunk',
        created: Math.floor(answer.begunAt / 1000),
        model: asked.model,
        service_tier: 'default',
        system_fingerprint: null,
        choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
        ...usage,
      },
      omitted,
    )
  let sequence = 0
  const frame = (data: string, due: Pick<Frame, 'characters' | 'after'>): Frame => ({ wire: `data: ${data}\n\n`, sequence: sequence++, ...due })
  const field = answer.refusal ? 'refusal' : 'content'
  const opening = answer.refusal ? { role: 'assistant', content: null, refusal: '' } : { role: 'assistant', content: '', refusal: null }

  yield frame(JSON.stringify(chunk(opening, null)), { characters: 0, after: answer.reasoningTokens })
  const [head = '', tail = ''] = JSON.stringify(chunk({ [field]: slot }, null)).split(JSON.stringify(slot))
  const marks = [behaviour.cutText, behaviour.stall].filter((mark) => mark !== undefined)
  let characters = 0
  for (const delta of pieces(answer.text, behaviour.delta ?? 4, { marks, splitPairs: behaviour.splitPairs === true })) {
    const after = answer.reasoningTokens + characters / 4
    characters += delta.length
    yield frame(head + JSON.stringify(delta) + tail, { characters, after })
  }
  if (ending.type === 'failed' || ending.type === 'error') {
    yield frame(JSON.stringify({ error: { message: ending.message, type: ending.code, param: null, code: null } }), whole)
    return
  }
  yield frame(JSON.stringify(chunk({}, finishReason(answer))), whole)
  if (asked.includeUsage && !omitted.includes('usage')) {
    yield frame(JSON.stringify({ ...chunk({}, null), choices: [], usage: chatUsage(answer) }), whole)
  }
  if (!omitted.includes('[DONE]')) yield frame('[DONE]', whole)
}
