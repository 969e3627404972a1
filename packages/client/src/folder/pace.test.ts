import { describe, expect, test } from 'vitest'
import { createHandClock } from './clock.fixture.ts'
import { createPace } from './pace.ts'

const load = { pending: 10, script: 1000, ended: 0, beside: 1000 }

describe('the pace of rewriting', () => {
  test('lets text wait for less than a second', () => {
    const clock = createHandClock()
    const pace = createPace(clock)
    pace.wrote(5, 1000)
    expect(pace.scriptDue(load)).toBe(800)
    clock.advance(800)
    expect(pace.scriptDue(load)).toBe(0)
  })

  test('leaves nineteen parts of the time in twenty to everything else, in a hurry too', () => {
    const clock = createHandClock()
    const pace = createPace(clock)
    pace.wrote(200, 1000)
    expect(pace.scriptDue(load)).toBe(4000)
    expect(pace.scriptDue({ ...load, pending: 1_000_000 })).toBe(4000)
    expect(pace.setsDue({ ...load, ended: 1_000_000 })).toBe(4000)
  })

  test('does not trust a clock that saw no time go by while much was written', () => {
    const pace = createPace(createHandClock())
    pace.wrote(0, 25_000_000)
    expect(pace.scriptDue(load)).toBe(10_000)
  })

  test('waits for nothing with 20,000 characters, or a quarter of a long script', () => {
    const pace = createPace(createHandClock())
    pace.wrote(0, 1000)
    expect(pace.scriptDue({ ...load, pending: 20_000 })).toBe(0)
    expect(pace.scriptDue({ ...load, pending: 20_000, script: 200_000 })).toBeGreaterThan(0)
    expect(pace.scriptDue({ ...load, pending: 50_000, script: 200_000 })).toBe(0)
  })

  test('waits for nothing with a finished set that outweighs what is written beside it', () => {
    const pace = createPace(createHandClock())
    pace.wrote(0, 1000)
    expect(pace.setsDue({ ...load, ended: 250 })).toBe(0)
    expect(pace.setsDue({ ...load, ended: 249 })).toBeGreaterThan(0)
  })
})
