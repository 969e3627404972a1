import { decideAnswer, type Answer } from '../answer.ts'
import { endsAt, deliver } from '../wire/deliver.ts'
import { readAsked, type Api, type Asked } from '../asked.ts'
import type { KeptAnswer } from '../answers.ts'
import { refuse, sendHead, sendJson, type Exchange } from '../exchange.ts'
import { invalid, scriptedError } from '../errors.ts'
import { isObject, SchemaError } from '../json/schema.ts'
import type { Service } from '../service.ts'
import { chatFrames } from '../wire/chat-frames.ts'
import { chatObject } from '../wire/chat-object.ts'
import { responseObject } from '../wire/response-object.ts'
import { responsesFrames } from '../wire/responses-frames.ts'
import { objection } from './objection.ts'

/** The text for a request, or the error that its schema deserves. */
function written(service: Service, asked: Asked, exchange: Exchange): string | SchemaError {
  try {
    return service.write(asked, exchange.behaviour)
  } catch (error) {
    if (error instanceof SchemaError) return error
    throw error
  }
}

/** Follows an answer on this connection, from wherever the client is. */
export async function stream(service: Service, exchange: Exchange, kept: KeptAnswer, startingAfter = -1): Promise<void> {
  const { answer, cancelling } = kept
  const { line, entry, behaviour } = exchange
  const frames = answer.asked.api === 'chat' ? chatFrames(answer) : responsesFrames(answer)
  const whole = await deliver(frames, {
    answer,
    behaviour,
    line,
    clock: service.clock,
    cancelled: cancelling.signal,
    startingAfter,
    onText: (characters) => entry.update({ charactersSent: characters, bytesSent: line.bytesSent() }),
    onStall: async () => {
      entry.update({ state: 'stalled' })
      await service.stalls.wait()
      entry.update({ state: 'open' })
    },
  })
  if (whole) entry.update({ completed: answer.ending.type === 'completed' })
  else if (!answer.asked.background) cancelling.abort()
  await line.end()
}

async function answerWhole(service: Service, exchange: Exchange, answer: Answer): Promise<void> {
  const { clock, stalls } = service
  const { line, entry } = exchange
  await clock.sleep(Math.max(0, endsAt(answer) - clock.now()), line.signal)
  if (exchange.behaviour.stall !== undefined) {
    entry.update({ state: 'stalled' })
    await Promise.race([stalls.wait(), clock.sleep(exchange.behaviour.stallMs ?? Infinity, line.signal)])
  }
  if (line.signal.aborted) return
  const { type } = answer.ending
  if (type === 'error' || (type === 'failed' && answer.asked.api === 'chat')) return await refuse(exchange, scriptedError({ status: 500 }, clock.now()))
  entry.update({ completed: type === 'completed', charactersSent: answer.text.length })
  await sendJson(exchange, 200, answer.asked.api === 'chat' ? chatObject(answer) : responseObject(answer, type))
}

/** A background answer is written to its end by time alone; it is recorded as completed when it is. */
async function completeInTime(service: Service, exchange: Exchange, kept: KeptAnswer): Promise<void> {
  const { clock } = service
  await clock.sleep(Math.max(0, endsAt(kept.answer) - clock.now()), kept.cancelling.signal)
  if (!kept.cancelling.signal.aborted) exchange.entry.update({ completed: kept.answer.ending.type === 'completed' })
}

/** POST /v1/responses and POST /v1/chat/completions. */
export async function create(service: Service, exchange: Exchange, api: Api): Promise<void> {
  const { entry, behaviour } = exchange
  const asked = readAsked(api, isObject(exchange.body) ? exchange.body : {})
  const objected = objection(asked, behaviour, service.options.models)
  if (objected !== undefined) return await refuse(exchange, objected)
  const text = written(service, asked, exchange)
  if (text instanceof SchemaError) return await refuse(exchange, invalid(`Invalid schema for response_format: ${text.message}.`, 'text.format.schema', 'invalid_json_schema'))
  const answer = decideAnswer(asked, behaviour, { id: service.nextId('resp_'), written: text, begunAt: service.clock.now() })
  const kept = service.answers.hold(answer)
  entry.update({ responseId: answer.id, answer: answer.text })
  if (asked.background) void completeInTime(service, exchange, kept)
  if (asked.stream) {
    sendHead(exchange, 200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
    return await stream(service, exchange, kept)
  }
  if (asked.background) return await sendJson(exchange, 200, responseObject(answer, 'queued'))
  await answerWhole(service, exchange, answer)
}
