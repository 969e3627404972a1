import { describe, expect, it } from 'vitest'
import { ColdopenError } from '../../errors.ts'
import type { ModelEvent } from '../text-model.ts'
import { answered, eventsOf, instant, lighthouse, outcomeOf, planRequest, textOf } from './requests.fixture.ts'
import { createSampleModel } from './sample-model.ts'

const request = planRequest({ idea: lighthouse })

/** A clock that only sleeping moves; every sleep takes `late` milliseconds longer than asked. */
const clockwork = (late = 0) => {
  const clock = { now: 1000, asked: [] as number[] }
  const sleep = async (ms: number) => {
    clock.asked.push(ms)
    clock.now += ms + late
  }
  return { clock, sleep, now: () => clock.now }
}

const broken = (): Promise<void> => Promise.reject(new Error('the clock is broken'))

const texts = (events: readonly ModelEvent[]): string[] => events.flatMap(event => (event.type === 'text' ? [event.text] : []))

describe('the stream of the sample writer', () => {
  it('is called sample/sample', () => {
    expect(instant.name).toBe('sample/sample')
  })

  it('says that the answer began, gives its text, and says last how it ended and what was used', async () => {
    const events = await eventsOf(request)
    const text = textOf(events)
    const inputCharacters = request.instructions.length + JSON.stringify(request.material).length + JSON.stringify(request.schema?.json).length
    expect(events[0]).toEqual({ type: 'created', responseId: expect.stringMatching(/^sample-[0-9a-f]{8}$/) })
    expect(events.slice(1, -1).every(event => event.type === 'text')).toBe(true)
    expect(outcomeOf(events)).toEqual({
      type: 'completed',
      usage: { inputTokens: Math.ceil(inputCharacters / 4), outputTokens: Math.ceil(text.length / 4) },
    })
  })

  it('answers the same request always in the same way, at every pace', async () => {
    const { sleep, now } = clockwork()
    const first = await answered(request)
    expect(await answered(structuredClone(request))).toBe(first)
    expect(textOf(await eventsOf(request, createSampleModel({ tokensPerSecond: 40, sleep, now })))).toBe(first)
  })

  it('writes in pieces the size of tokens, and in large ones when it writes at once', async () => {
    const { sleep, now } = clockwork()
    const slow = texts(await eventsOf(request, createSampleModel({ sleep, now })))
    const fast = texts(await eventsOf(request))
    expect(Math.max(...slow.map(piece => piece.length))).toBeLessThanOrEqual(8)
    expect(slow.length).toBeGreaterThan(fast.length * 50)
  })

  it('takes as long as a writer of its speed takes, however late each sleep ends', async () => {
    for (const late of [0, 3]) {
      const { clock, sleep, now } = clockwork(late)
      const events = await eventsOf(request, createSampleModel({ tokensPerSecond: 150, sleep, now }))
      const seconds = textOf(events).length / 4 / 150
      expect((clock.now - 1000) / 1000).toBeGreaterThanOrEqual(seconds - 0.001)
      expect((clock.now - 1000) / 1000).toBeLessThan(seconds + 0.02)
    }
  })

  it('does not sleep at all when it writes at once', async () => {
    const { clock, sleep, now } = clockwork()
    await eventsOf(request, createSampleModel({ tokensPerSecond: Infinity, sleep, now }))
    expect(clock.asked).toEqual([])
  })

  it('stops at the output limit and says so', async () => {
    const whole = await answered(request)
    const events = await eventsOf({ ...request, maxOutputTokens: 100 })
    expect(textOf(events)).toBe(whole.slice(0, 400))
    expect(outcomeOf(events)).toMatchObject({ type: 'length', usage: { outputTokens: 100 } })
  })

  it('is whole when it fits the limit to the token', async () => {
    const whole = await answered(request)
    const limit = Math.ceil(whole.length / 4)
    expect(outcomeOf(await eventsOf({ ...request, maxOutputTokens: limit }))?.type).toBe('completed')
    expect(outcomeOf(await eventsOf({ ...request, maxOutputTokens: limit - 1 }))?.type).toBe('length')
  })

  it('never gives half a character, wherever the limit falls', async () => {
    const emoji = { instructions: '', material: { idea: '𝒜𝒷𝒸 𝒹𝑒𝒻' }, schema: { name: 'one', json: { type: 'object', properties: { title: { type: 'string' } } } } }
    for (let limit = 0; limit < 20; limit++) {
      const events = await eventsOf({ ...emoji, maxOutputTokens: limit / 4 })
      expect(texts(events).every(text => text.isWellFormed())).toBe(true)
    }
  })

  it('refuses a speed at which nothing would ever be written', () => {
    for (const tokensPerSecond of [0, -1, Number.NaN]) {
      expect(() => createSampleModel({ tokensPerSecond })).toThrow(ColdopenError)
    }
  })
})

describe('a stream that is aborted', () => {
  it('writes nothing when that was before it began', async () => {
    expect(await eventsOf(request, instant, AbortSignal.abort())).toEqual([{ type: 'end', outcome: { type: 'aborted' } }])
  })

  it('ends in the middle of a wait of minutes', async () => {
    const controller = new AbortController()
    const events: ModelEvent[] = []
    for await (const event of createSampleModel({ tokensPerSecond: 0.001 }).stream(request, controller.signal)) {
      events.push(event)
      if (event.type === 'created') setImmediate(() => controller.abort())
    }
    expect(events.map(event => event.type)).toEqual(['created', 'end'])
    expect(outcomeOf(events)).toEqual({ type: 'aborted' })
  })

  it('gives no more text, even at once', async () => {
    const controller = new AbortController()
    const events: ModelEvent[] = []
    for await (const event of instant.stream(request, controller.signal)) {
      events.push(event)
      if (event.type === 'text') controller.abort()
    }
    expect(events.map(event => event.type)).toEqual(['created', 'text', 'end'])
    expect(outcomeOf(events)).toEqual({ type: 'aborted' })
  })

  it('passes on what a sleep throws for another reason', async () => {
    await expect(eventsOf(request, createSampleModel({ sleep: broken }))).rejects.toThrow('the clock is broken')
  })
})
