import { expect, test } from 'vitest'
import { heldClock } from './stream-server.fixture.ts'
import { watchStream } from './stream-watch.ts'

const hour = 3_600_000
const idle = 60_000

test('a machine that slept for 8 h gives a stream its time again, and no more than that', () => {
  const { clock, elapse, sleep } = heldClock()
  const watch = watchStream(new AbortController().signal, clock, idle)
  watch.progress()
  sleep(8 * hour)
  expect(watch.cause()).toBeUndefined()
  elapse(idle - 1)
  expect(watch.signal.aborted).toBe(false)
  elapse(1)
  expect(watch.cause()).toBe('stalled')
})

test('a sleep that ends as the idle time does ends no stream: what arrived meanwhile is read first', () => {
  for (const awake of [0, 1, 999, 1000, 30_500, idle - 3001]) {
    const { clock, elapse, sleep } = heldClock()
    const watch = watchStream(new AbortController().signal, clock, idle)
    watch.progress()
    elapse(awake)
    sleep(idle - awake)
    expect(watch.cause(), `${awake} ms awake`).toBeUndefined()
    elapse(idle)
    expect(watch.cause()).toBe('stalled')
  }
})

test('a clock that is put forward or back by an hour ends no stream, and holds none up', () => {
  for (const jump of [hour, -hour]) {
    const { clock, elapse } = heldClock()
    let shift = 0
    const watch = watchStream(new AbortController().signal, { ...clock, now: () => clock.now() + shift }, idle)
    watch.progress()
    elapse(idle / 2)
    shift = jump
    elapse(idle / 2 - 1)
    expect(watch.cause()).toBeUndefined()
    elapse(1)
    expect(watch.cause()).toBe('stalled')
  }
})
