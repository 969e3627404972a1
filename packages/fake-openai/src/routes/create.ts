import { decideAnswer, type Answer } from '../answer.ts'
import { endsAt } from '../wire/deliver.ts'
import { readAsked, type Api, type Asked } from '../asked.ts'
import type { KeptAnswer } from '../answers.ts'
import type { Behaviour } from '../behaviour.ts'
import { refuse, sendJson, type Exchange } from '../exchange.ts'
import { invalid, scriptedError, type Refusal } from '../errors.ts'
import { isObject, SchemaError } from '../json/schema.ts'
import { pagesOf, searchesFor, type Search } from '../search.ts'
import type { Service } from '../service.ts'
import { chatObject } from '../wire/chat-object.ts'
import { responseObject } from '../wire/response-object.ts'
import { follow } from './follow.ts'
import { objection } from './objection.ts'

/** The text for a request, or the error that its schema deserves. */
function written(service: Service, asked: Asked, given: { behaviour: Behaviour; searches: readonly Search[] }): string | SchemaError {
  try {
    return service.write(asked, given.behaviour, pagesOf(given.searches))
  } catch (error) {
    if (error instanceof SchemaError) return error
    throw error
  }
}

const unwritable = (error: SchemaError): Refusal =>
  invalid(`Invalid schema for response_format: ${error.message}.`, 'text.format.schema', 'invalid_json_schema')

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
  const broken = type === 'error' || (type === 'failed' && answer.asked.api === 'chat')
  if (broken) return await refuse(exchange, scriptedError({ status: 500 }, clock.now()))
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
  const searches = searchesFor(asked, behaviour)
  const text = written(service, asked, { behaviour, searches })
  if (text instanceof SchemaError) return await refuse(exchange, unwritable(text))
  const answer = decideAnswer(asked, behaviour, { id: service.nextId('resp_'), written: text, searches, begunAt: service.clock.now() })
  const kept = service.answers.hold(answer)
  entry.update({ responseId: answer.id, answer: answer.text, sources: pagesOf(searches).map((page) => page.url) })
  if (asked.background) void completeInTime(service, exchange, kept)
  if (asked.stream) return await follow(service, exchange, kept)
  if (asked.background) return await sendJson(exchange, 200, responseObject(answer, 'queued'))
  await answerWhole(service, exchange, answer)
}
