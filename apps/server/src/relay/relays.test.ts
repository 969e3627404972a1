import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { RelayQuestion, RelayWord } from '@coldopen/core'
import type { Clock } from '../studio/clock.ts'
import type { RelayFrame } from './frames.ts'
import { createRelays, type Relays } from './relays.ts'

/** A clock that goes on when it is told to. */
const heldClock = () => {
  let now = 0
  const timers = new Set<{ at: number; run: () => void }>()
  const clock: Clock = {
    now: () => new Date(now),
    monotonic: () => now,
    after(ms, run) {
      const timer = { at: now + ms, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
  }
  const pass = (ms: number): void => {
    now += ms
    for (const timer of timers) if (timer.at <= now && timers.delete(timer)) timer.run()
  }
  return { clock, pass }
}

const open = () => {
  const { clock, pass } = heldClock()
  return { relays: createRelays({ clock, newId: randomUUID }), pass }
}

const question: RelayQuestion = { model: 'test/scribe', instructions: 'Write.', material: '{}' }
const offers = [{ model: 'test/scribe', name: 'Scribe', maxInputTokens: 1000 }]

/** A window that is connected, and the frames it was told so far. */
const connect = (relays: Relays, window: string = randomUUID()) => {
  const abort = new AbortController()
  const frames: RelayFrame[] = []
  relays.offer(window, offers)
  void (async () => {
    for await (const frame of relays.frames(window, abort.signal)) frames.push(frame)
  })()
  const asked = async (nth = 1): Promise<string> => {
    await expect.poll(() => frames.filter(frame => frame.type === 'ask').length).toBeGreaterThanOrEqual(nth)
    return frames.filter(frame => frame.type === 'ask')[nth - 1]?.id ?? ''
  }
  return { window, frames, asked, cut: () => abort.abort() }
}

/** What comes of it when time passes. */
const afterLong = async (words: Promise<RelayWord[]>, pass: (ms: number) => void): Promise<RelayWord[]> => {
  let told: RelayWord[] | undefined
  void words.then(all => (told = all))
  await expect.poll(() => {
    pass(5000)
    return told
  }).toBeDefined()
  return words
}

const ask = (relays: Relays, signal = new AbortController().signal): Promise<RelayWord[]> => Array.fromAsync(relays.ask(question, signal))

test('an answer comes in order, and a piece that is sent twice counts once', async () => {
  const { relays } = open()
  const { window, asked } = connect(relays)
  const words = ask(relays)
  const id = await asked()
  expect(relays.answer({ window, id, seq: 0, text: '' })).toBe(true)
  expect(relays.answer({ window, id, seq: 1, text: 'The ' })).toBe(true)
  expect(relays.answer({ window, id, seq: 1, text: 'The ' })).toBe(true)
  expect(() => relays.answer({ window, id, seq: 3, text: 'lost' })).toThrow(/Piece 2/)
  expect(relays.answer({ window, id, seq: 2, text: 'end', end: { type: 'completed' } })).toBe(false)
  expect(relays.answer({ window, id, seq: 2, text: 'end', end: { type: 'completed' } })).toBe(false)
  expect(await words).toEqual([{ type: 'begun' }, { type: 'text', text: 'The ' }, { type: 'text', text: 'end' }, { type: 'completed' }])
})

test('a window that loses its connection for a moment is told again what is wanted of it, and goes on', async () => {
  const { relays, pass } = open()
  const first = connect(relays)
  const words = ask(relays)
  const id = await first.asked()
  relays.answer({ window: first.window, id, seq: 0, text: 'Half' })
  first.cut()
  await expect.poll(relays.isServing).toBe(false)
  pass(3000)
  const again = connect(relays, first.window)
  expect(await again.asked()).toBe(id)
  expect(again.frames[0]).toEqual({ type: 'open', wanted: [id] })
  pass(60_000)
  relays.answer({ window: first.window, id, seq: 1, text: '.', end: { type: 'completed' } })
  expect((await words).at(-1)).toEqual({ type: 'completed' })
})

test('a window that stays away takes its answers with it, and no other window’s', async () => {
  const { relays, pass } = open()
  const one = connect(relays)
  const lost = ask(relays)
  await one.asked()
  const two = connect(relays)
  const kept = ask(relays)
  const id = await two.asked()
  one.cut()
  await expect.poll(() => two.frames.length).toBe(2)
  relays.answer({ window: two.window, id, seq: 0, text: 'Whole', end: { type: 'completed' } })
  expect((await kept).at(-1)).toEqual({ type: 'completed' })
  expect(await afterLong(lost, pass)).toEqual([{ type: 'gone' }])
})

test('a question waits for a window', async () => {
  const { relays } = open()
  const answered = ask(relays)
  const { window, asked } = connect(relays)
  relays.answer({ window, id: await asked(), seq: 0, text: '', end: { type: 'completed' } })
  expect((await answered).at(-1)).toEqual({ type: 'completed' })
})

test('a question that no window takes is told after a while that none lends its model', async () => {
  const { relays, pass } = open()
  const nobody = ask(relays)
  expect(await afterLong(nobody, pass)).toEqual([{ type: 'unserved' }])
})

test('an answer that nobody waits for any more is not wanted, and its window is told', async () => {
  const { relays } = open()
  const { window, frames, asked } = connect(relays)
  const abort = new AbortController()
  const words = ask(relays, abort.signal)
  const id = await asked()
  abort.abort()
  expect(await words).toEqual([])
  await expect.poll(() => frames.at(-1)).toEqual({ type: 'cancel', id })
  expect(relays.answer({ window, id, seq: 0, text: 'late' })).toBe(false)
})

test('a window that offered nothing is not served, and never asked', async () => {
  const { relays } = open()
  const frames = relays.frames(randomUUID(), new AbortController().signal)
  await expect(frames.next()).rejects.toMatchObject({ code: 'not-found' })
})
