import { afterEach, expect, test, vi } from 'vitest'
import { createTurns } from './turns.ts'

afterEach(() => void vi.useRealTimers())

test('a hundred who come at once have ten places one after another, in the order in which they came', async () => {
  const turns = createTurns(10, { ms: 30_000, tooLong: () => new Error('busy') })
  let inside = 0
  let most = 0
  const had: number[] = []
  await Promise.all(
    Array.from({ length: 100 }, async (_, who) => {
      await turns.take()
      had.push(who)
      most = Math.max(most, ++inside)
      await new Promise(resolve => setImmediate(resolve))
      inside--
      turns.giveBack()
    }),
  )
  expect(most).toBe(10)
  expect(had).toEqual(Array.from({ length: 100 }, (_, who) => who))
})

test('who waits for as long as anybody does is told so, and takes no place later', async () => {
  vi.useFakeTimers()
  const turns = createTurns(1, { ms: 30_000, tooLong: () => new Error('busy') })
  await turns.take()
  const waiting = turns.take().then(() => 'had', (error: unknown) => String(error))
  await vi.advanceTimersByTimeAsync(29_999)
  const later = turns.take().then(() => 'had')
  await vi.advanceTimersByTimeAsync(1)
  expect(await waiting).toBe('Error: busy')
  turns.giveBack()
  expect(await later).toBe('had')
})
