import { statusAt } from '../answers.ts'
import { invalid, unknownResponse } from '../errors.ts'
import { refuse, sendJson, type Exchange } from '../exchange.ts'
import type { Service } from '../service.ts'
import { responseObject } from '../wire/response-object.ts'
import { follow } from './follow.ts'

/** GET /v1/responses/:id, whole or, for background responses, as a stream after a sequence number. */
export async function retrieve(service: Service, exchange: Exchange): Promise<void> {
  const id = exchange.path[1] ?? ''
  const kept = service.answers.get(id)
  if (kept === undefined) return await refuse(exchange, unknownResponse(id))
  exchange.entry.update({ responseId: id, answer: kept.answer.text })
  if (exchange.query.get('stream') !== 'true') {
    return await sendJson(exchange, 200, responseObject(kept.answer, statusAt(kept, service.clock.now())))
  }
  const { background, stream: streamed } = kept.answer.asked
  if (background && streamed) return await follow(service, exchange, kept)
  await refuse(exchange, invalid('Only background responses that were created with stream=true can be streamed.', 'stream'))
}

/** POST /v1/responses/:id/cancel. An answer that has ended stays as it is. */
export async function cancel(service: Service, exchange: Exchange): Promise<void> {
  const id = exchange.path[1] ?? ''
  const kept = service.answers.get(id)
  if (kept === undefined) return await refuse(exchange, unknownResponse(id))
  if (!kept.answer.asked.background) return await refuse(exchange, invalid('Only background responses can be cancelled.', 'response_id'))
  if (statusAt(kept, service.clock.now()) === 'in_progress') kept.cancelling.abort()
  exchange.entry.update({ responseId: id })
  await sendJson(exchange, 200, responseObject(kept.answer, statusAt(kept, service.clock.now())))
}
