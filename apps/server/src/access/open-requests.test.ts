import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { systemClock, type Clock } from '../studio/clock.ts'
import type { Caller } from './caller.ts'
import { createOpenRequests } from './open-requests.ts'

/** A clock that goes on when it is told to. */
const stoppedClock = (): { clock: Clock; goOn: () => void } => {
  const due = new Set<() => void>()
  const clock: Clock = {
    ...systemClock,
    after(_, then) {
      due.add(then)
      return () => due.delete(then)
    },
  }
  const goOn = (): void => {
    for (const then of Array.from(due)) {
      due.delete(then)
      then()
    }
  }
  return { clock, goOn }
}

const response = (): ServerResponse => new ServerResponse(new IncomingMessage(new Socket()))
const callerOf = (name: string): Caller => ({ role: 'user', user: { id: name, name, quota: {}, keyHash: `hash of ${name}` } })

test('a key that was revoked at another process ends what is open under it here, and nothing else', async () => {
  const { clock, goOn } = stoppedClock()
  const known = new Set(['hash of anna', 'hash of ben'])
  const open = createOpenRequests(clock, async hash => known.has(hash))
  const [annas, bens, own] = [response(), response(), response()]
  for (const [name, one] of [['anna', annas], ['ben', bens]] as const) expect(open.enter(callerOf(name), one)).toBe(true)
  expect(open.enter({ role: 'admin' }, own)).toBe(true)
  goOn()
  await expect.poll(() => [annas, bens, own].map(one => one.destroyed)).toEqual([false, false, false])
  known.delete('hash of anna')
  await expect.poll(() => {
    goOn()
    return annas.destroyed
  }).toBe(true)
  expect([bens.destroyed, own.destroyed]).toEqual([false, false])
  open.close()
})

test('a place that is free again can be taken, and nobody takes the places of others', () => {
  const { clock } = stoppedClock()
  const open = createOpenRequests(clock, async () => true)
  const taken = Array.from({ length: 64 }, response)
  for (const one of taken) expect(open.enter(callerOf('anna'), one)).toBe(true)
  expect(open.enter(callerOf('anna'), response())).toBe(false)
  expect(open.enter(callerOf('ben'), response())).toBe(true)
  taken[0]?.emit('close')
  expect(open.enter(callerOf('anna'), response())).toBe(true)
  open.close()
})
