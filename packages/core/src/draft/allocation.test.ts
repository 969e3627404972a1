import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { briefWith, plain } from '../../test/draft/setting.ts'
import { movie } from '../formats/movie.ts'
import { podcast } from '../formats/podcast.ts'
import { learnedTokens } from './allocation.ts'
import { setBudget } from './budget.ts'
import { formatOf, resolveBrief } from './layout.ts'
import { usedPerUnit } from './used-per-unit.ts'

describe('what a segment is allowed', () => {
  test('is the table’s figure until five parts were written', () => {
    expect(learnedTokens(movie, [])).toBe(500)
    expect(learnedTokens(movie, [900, 900, 900, 900])).toBe(500)
    expect(learnedTokens(movie, [900, 900, 900, 900, 900])).toBe(900)
  })

  test('is what 95 of 100 parts stayed under', () => {
    const used = [...Array.from({ length: 95 }, () => 640.2), ...Array.from({ length: 5 }, () => 1400)]
    expect(learnedTokens(movie, used)).toBe(641)
    expect(learnedTokens(podcast, Array.from({ length: 5 }, () => 3.456))).toBe(3.46)
  })

  test('is never less than the table’s, nor more than three times as much', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { maxLength: 50 }), used => {
      const learned = learnedTokens(movie, used)
      expect(learned).toBeGreaterThanOrEqual(500)
      expect(learned).toBeLessThanOrEqual(1500)
    }))
  })
})

describe('what a part has used', () => {
  const brief = resolveBrief(briefWith({ perSet: 5 }), plain)
  const usage = { requests: 2, inputTokens: 10, outputTokens: 9000, cost: null }

  test('is counted a unit, without what the model thought before it wrote', () => {
    expect(usedPerUnit(brief, { number: 1, usage })).toBe(1800)
    expect(usedPerUnit(brief, { number: 1, usage: { ...usage, reasoningTokens: 6000 } })).toBe(600)
  })
})

describe('a run', () => {
  const used = [1200, 1200, 1200, 1200, 1200]

  test('is fixed to what was learned when it began', () => {
    const brief = resolveBrief(briefWith({ perSet: 5 }), plain, used)
    expect(brief.layout).toMatchObject({ perSet: 5, tokensPerUnit: 1200 })
    const format = formatOf(brief)
    expect(format.kind === 'segmented' && setBudget(format, plain, 5).maxOutputTokens).toBe(9000)
  })

  test('has smaller sets where larger ones would no longer fit under the cap', () => {
    expect(resolveBrief(briefWith({ perSet: 26 }), plain, used).layout).toMatchObject({ perSet: 10, sets: 2 })
    expect(() => resolveBrief(briefWith({ perSet: 27 }), plain, used)).toThrow('at most 26 a set')
  })
})
