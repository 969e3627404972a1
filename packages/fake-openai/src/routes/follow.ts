import type { KeptAnswer } from '../answers.ts'
import { sendHead, type Exchange } from '../exchange.ts'
import type { Stamp } from '../journal.ts'
import type { Service } from '../service.ts'
import { chatFrames } from '../wire/chat-frames.ts'
import { deliver } from '../wire/deliver.ts'
import { responsesFrames } from '../wire/responses-frames.ts'

/** Streams an answer on this connection, from its beginning or after the sequence number that the request names. */
export async function follow(service: Service, exchange: Exchange, kept: KeptAnswer): Promise<void> {
  const { answer, cancelling } = kept
  const { line, entry, behaviour, query } = exchange
  const stamps: Stamp[] = []
  const after = query.get('starting_after')
  sendHead(exchange, 200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
  const whole = await deliver(answer.asked.api === 'chat' ? chatFrames(answer) : responsesFrames(answer), {
    answer,
    behaviour,
    line,
    clock: service.clock,
    cancelled: cancelling.signal,
    ...(after === null ? {} : { startingAfter: Number(after) }),
    onText: (characters, at) => {
      entry.update({ charactersSent: characters, bytesSent: line.bytesSent() })
      if (behaviour.stamps === true) stamps.push({ characters, at })
    },
    onStall: async () => {
      entry.update({ state: 'stalled' })
      await service.stalls.wait()
      entry.update({ state: 'open' })
    },
  })
  if (behaviour.stamps === true) entry.update({ stamps })
  if (whole) entry.update({ completed: answer.ending.type === 'completed' })
  else if (!answer.asked.background) cancelling.abort()
  await line.end()
}
