import { expect, test } from 'vitest'
import { createAdmission, roomIn } from './room.ts'

test('what is left is read from the headers, and nothing from headers that do not say it', () => {
  const headers = new Headers({ 'x-ratelimit-limit-requests': '60', 'x-ratelimit-remaining-requests': '2', 'x-ratelimit-limit-tokens': '60000', 'x-ratelimit-remaining-tokens': '0' })
  expect(roomIn(headers)).toEqual({ requests: { left: 2, perMinute: 60 }, tokens: { left: 0, perMinute: 60_000 } })
  for (const odd of [{}, { 'x-ratelimit-remaining-requests': '3' }, { 'x-ratelimit-limit-requests': '0', 'x-ratelimit-remaining-requests': '0' }, { 'x-ratelimit-limit-tokens': 'many', 'x-ratelimit-remaining-tokens': '1' }]) {
    expect(roomIn(new Headers(odd))).toBeUndefined()
  }
})

test('requests beyond what is left wait until the minute has brought room for them, each behind the one before', () => {
  const waits = createAdmission({ requests: { left: 2, perMinute: 60 } })
  expect([waits(1), waits(1), waits(1), waits(1)]).toEqual([0, 0, 1000, 2000])
  const tokens = createAdmission({ tokens: { left: 8000, perMinute: 60_000 } })
  expect([tokens(8000), tokens(8000)]).toEqual([0, 8000])
})

test('without a word of the provider nothing waits, and what never fits waits a minute at most', () => {
  expect(createAdmission(undefined)(1_000_000)).toBe(0)
  expect(createAdmission({ tokens: { left: 0, perMinute: 1000 } })(50_000)).toBe(60_000)
})
