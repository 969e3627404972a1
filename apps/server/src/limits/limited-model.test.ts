import { expect, test } from 'vitest'
import type { ModelEvent, ModelRequest, Room, TextModel } from '@coldopen/core'
import type { Clock } from '../studio/clock.ts'
import { admit, heard } from './allowance.ts'
import { endpointOf, limitedModel } from './limited-model.ts'
import { memoryAllowances } from './memory-allowances.ts'

const start = 1_800_000_000_000
const room: Room = { requests: { left: 2, perMinute: 60 }, tokens: { left: 50_000, perMinute: 60_000 } }

test('what an endpoint said is used up request by request, and fills again over a minute', () => {
  let allowance = heard(undefined, room, start)
  const waits: number[] = []
  for (let n = 0; n < 4; n++) {
    const admitted = admit(allowance, 100, start)
    allowance = admitted.allowance
    waits.push(admitted.waitMs)
  }
  expect(waits).toEqual([0, 0, 1000, 2000])
  expect(admit(allowance, 100, start + 4000).waitMs).toBe(0)
  expect(admit(allowance, 1_000_000, start).waitMs).toBeLessThanOrEqual(60_000)
})

test('of an endpoint that says nothing, nothing is known and nothing waits; a clock that is put back fills nothing', () => {
  expect(admit(undefined, 1_000_000, start)).toEqual({ waitMs: 0, allowance: { at: start } })
  const allowance = admit(heard(undefined, { requests: { left: 1, perMinute: 60 } }, start), 10, start).allowance
  expect(admit(allowance, 10, start - 3_600_000).waitMs).toBe(1000)
})

test('an answer that knows of fewer requests than have left does not give them back', () => {
  const one = admit(heard(undefined, room, start), 10, start).allowance
  const two = admit(one, 10, start).allowance
  expect(heard(two, { requests: { left: 1, perMinute: 60 } }, start).requests).toEqual({ left: 0, perMinute: 60 })
  expect(heard(two, { requests: { left: -5, perMinute: 60 } }, start).requests?.left).toBe(-5)
})

/** A clock that stands still but for those who wait: they are called when `pass` says. */
const handClock = (): { clock: Clock; pass: (ms: number) => void } => {
  let passed = 0
  const waiting = new Set<{ readonly at: number; readonly call: () => void }>()
  const clock: Clock = {
    now: () => new Date(start + passed),
    monotonic: () => passed,
    after(ms, then) {
      const one = { at: passed + ms, call: then }
      waiting.add(one)
      return () => void waiting.delete(one)
    },
  }
  const pass = (ms: number): void => {
    passed += ms
    for (const one of waiting) {
      if (one.at > passed) continue
      waiting.delete(one)
      one.call()
    }
  }
  return { clock, pass }
}

const request: ModelRequest = { instructions: 'Write.', material: {}, maxOutputTokens: 1000 }

test('two models of one endpoint share its room, as two runs do; one that is cancelled while it waits sends nothing', async () => {
  const { clock, pass } = handClock()
  let sent = 0
  const model: TextModel = {
    name: 'openai/fake',
    async *stream(): AsyncGenerator<ModelEvent> {
      sent++
      yield { type: 'room', room: { requests: { left: 0, perMinute: 60 } } }
      yield { type: 'end', outcome: { type: 'completed' } }
    },
  }
  const allowances = memoryAllowances()
  const [one, other] = ['here', 'there'].map(() => limitedModel(model, { allowances, endpoint: 'openai', clock }))
  const asked = (from: TextModel | undefined, signal = new AbortController().signal): Promise<ModelEvent[]> => Array.fromAsync(from?.stream(request, signal) ?? [])
  await asked(one)
  const second = asked(other)
  const cancel = new AbortController()
  const third = asked(one, cancel.signal)
  await expect.poll(async () => JSON.stringify(await allowances.change('openai', known => known))).toContain('"left":-2')
  expect(sent).toBe(1)
  cancel.abort()
  expect(await third).toEqual([{ type: 'queued', forMs: 2000 }, { type: 'end', outcome: { type: 'aborted' } }])
  pass(1000)
  expect((await second).map(event => event.type)).toEqual(['queued', 'leaving', 'room', 'end'])
  expect(sent).toBe(2)
})

test('an endpoint is named without its key', () => {
  const choice = { provider: 'openai', model: 'gpt', baseUrl: 'https://api.example/v1' } as const
  expect(endpointOf({ choice, key: 'sk-canary' })).not.toContain('canary')
  expect(endpointOf({ choice, key: 'sk-canary' })).not.toBe(endpointOf({ choice, key: 'sk-other' }))
})
