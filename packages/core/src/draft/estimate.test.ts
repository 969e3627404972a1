import { howOften, reportFault } from '@coldopen/core/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { behaviours } from '../../test/draft/behaviour.ts'
import { createWorld, simulate } from '../../test/draft/simulate.ts'
import { anyBrief, briefWith, freeTier, plain, reasoning, runWith, searching } from '../../test/draft/setting.ts'
import { estimate } from './estimate.ts'
import { resolveBrief } from './layout.ts'
import { costOf } from './spending.ts'

const of = (given: Parameters<typeof briefWith>[0], capability = plain) => estimate(resolveBrief(briefWith(given), capability), capability)

describe('an estimate', () => {
  test('counts the plan, the sets and, at the worst, two top-ups of each', () => {
    expect(of({ segments: 600 }).requests).toEqual({ expected: 61, worst: 183 })
    expect(of({ segments: 10_000 }).requests).toEqual({ expected: 1005, worst: 3015 })
    expect(of({ segments: 200 }, freeTier).requests.expected).toBe(53)
  })

  test('costs nothing that is known where the price is not', () => {
    expect(of({}, { ...plain, price: null }).cost).toBeNull()
    expect(of({}, { ...plain, price: { input: 0, output: 0 } }).cost).toEqual({ expected: 0, worst: 0 })
  })

  test('expects less than the worst, and more of a longer script', () => {
    const [short, long] = [of({ segments: 20 }), of({ segments: 200 })]
    for (const figure of ['requests', 'inputTokens', 'outputTokens'] as const) {
      expect(short[figure].expected).toBeLessThan(short[figure].worst)
      expect(long[figure].expected).toBeGreaterThan(short[figure].expected)
    }
    expect(long.seconds).toBeGreaterThan(short.seconds)
  })

  test('of chunks has a request for each, and more where a model can write only little at once', () => {
    expect(of({ format: 'podcast' }).requests).toEqual({ expected: 10, worst: 30 })
    expect(of({ format: 'prose' }).requests.expected).toBe(4)
    expect(of({ format: 'podcast' }, freeTier).requests.expected).toBe(22)
    expect(of({ format: 'podcast' }, searching).inputTokens.expected).toBeGreaterThan(of({ format: 'podcast' }).inputTokens.expected + 9000)
  })

  test('is never exceeded by a run that is not resumed', { timeout: 600_000 }, async () => {
    const lives = fc.asyncProperty(anyBrief, fc.constantFrom(plain, reasoning, searching, freeTier), fc.integer({ min: 1, max: 8 }), fc.array(behaviours, { minLength: 1, maxLength: 9 }), async (brief, capability, concurrency, answers) => {
      const state = runWith(brief, { capability, concurrency })
      const world = createWorld(state, answers)
      const server = simulate(world, { told: () => {}, taken: () => {}, found: () => {} })
      server.begin()
      await server.settle()
      const worst = estimate(state.brief, capability)
      expect(world.state.usage.requests).toBeLessThanOrEqual(worst.requests.worst)
      expect(world.charged.outputTokens).toBeLessThanOrEqual(worst.outputTokens.worst)
      expect(world.charged.inputTokens).toBeLessThanOrEqual(worst.inputTokens.worst)
      expect(costOf(world.charged, capability.price) ?? Infinity).toBeLessThanOrEqual(worst.cost?.worst ?? 0)
    })
    const numRuns = howOften(1000, 5000)
    await fc.assert(lives, { numRuns })
    const did = 'random briefs, models and answers that end early, malformed or at their limit'
    reportFault({ row: 'S20', did, times: numRuns, figure: 'above the estimate’s worst case: 0', target: '0' })
  })
})
