import { describe, expect, test } from 'vitest'
import { freeTier, plain, reasoning } from '../../test/draft/setting.ts'
import type { SegmentedFormat } from '../formats/format.ts'
import { movie } from '../formats/movie.ts'
import { allocationLine, largestOutline, largestSet, outputCeiling, planBudget, setBudget, setSize } from './budget.ts'

const like = (perSet: number, tokens: SegmentedFormat['tokens']): SegmentedFormat => ({ ...movie, perSet, tokens })

/** The formats' figures, with the default and the largest set: movie, story, meme, free. */
const table = [
  { format: movie, perSet: 10, largest: 26 },
  { format: like(5, { base: 3000, perSegment: 500, cap: 16_000 }), perSet: 5, largest: 26 },
  { format: like(5, { base: 2000, perSegment: 300, cap: 8000 }), perSet: 5, largest: 20 },
  { format: like(5, { base: 2500, perSegment: 400, cap: 12_000 }), perSet: 5, largest: 23 },
] as const

const [{ format: film }, { format: story }, { format: meme }, { format: free }] = table

describe('the allocation of a set', () => {
  test.each([
    [film, 10, 8000],
    [film, 1, 3500],
    [film, 26, 16_000],
    [story, 10, 8000],
    [meme, 7, 4100],
    [free, 8, 5700],
  ])('of %# follows the table', (format, count, tokens) => {
    expect(setBudget(format, plain, count)).toEqual({ maxOutputTokens: tokens, units: count, unit: 'segment' })
  })

  test('holds its cap, whatever is asked', () => {
    for (const { format } of table) expect(setBudget(format, plain, 1000).maxOutputTokens).toBe(format.tokens.cap)
  })

  test('of a reasoning model has room for its reasoning, within 32 000', () => {
    expect(setBudget(film, reasoning, 10).maxOutputTokens).toBe(12_000)
    expect(setBudget({ ...film, tokens: { base: 1000, perSegment: 1000, cap: 31_000 } }, reasoning, 30).maxOutputTokens).toBe(outputCeiling)
  })

  test('of a free tier is 2000, whatever is asked', () => {
    expect(setBudget(film, freeTier, 4).maxOutputTokens).toBe(2000)
    expect(planBudget(freeTier, 10).maxOutputTokens).toBe(2000)
  })

  test('is said in one line', () => {
    expect(allocationLine(setBudget(film, plain, 10))).toBe('token allocation: 8000 for 10 segments')
    expect(allocationLine(setBudget(film, plain, 1))).toBe('token allocation: 3500 for 1 segment')
    expect(allocationLine(planBudget(plain, 2))).toBe('token allocation: 4120 for 2 beats')
  })
})

describe('the size of a set', () => {
  test.each(table)('is $perSet by default and $largest at most', ({ format, perSet, largest }) => {
    expect(setSize(format, plain)).toBe(perSet)
    expect(setSize(format, plain, largest)).toBe(largest)
    expect(() => setSize(format, plain, largest + 1)).toThrow(`A set of ${largest + 1} segments does not fit into one request: movie takes at most ${largest} a set.`)
  })

  test.each([
    [film, 4],
    [story, 4],
    [meme, 5],
    [free, 5],
  ])('of a free tier is what 2000 tokens hold, and no more than the default (%#)', (format, largest) => {
    expect(largestSet(format, freeTier)).toBe(largest)
    expect(setSize(format, freeTier)).toBe(largest)
    expect(() => setSize(format, freeTier, largest + 1)).toThrow('does not fit into one request')
  })

  test('shrinks to what the model itself can put out', () => {
    const short = { ...plain, outputTokens: 6000 }
    expect(setSize(film, short)).toBe(6)
    expect(setBudget(film, short, 6).maxOutputTokens).toBe(6000)
    expect(() => setSize(film, short, 7)).toThrow('at most 6 a set')
    expect(setSize(film, { ...short, reasoning: true, outputTokens: 8192 })).toBe(2)
    expect(setSize(film, { ...plain, outputTokens: 1000 })).toBe(1)
  })
})

describe('the allocation of a plan', () => {
  test.each([
    [1, 4060],
    [2, 4120],
    [60, 7600],
    [200, 16_000],
    [1000, 16_000],
  ])('is 4000 and 60 for each of %i beats, 16 000 at most', (beats, tokens) => {
    expect(planBudget(plain, beats)).toEqual({ maxOutputTokens: tokens, units: beats, unit: 'beat' })
  })

  test('takes as many beats a request as fit under its cap', () => {
    expect(largestOutline(plain, true)).toBe(200)
    expect(largestOutline(reasoning, true)).toBe(200)
    expect(largestOutline({ ...plain, outputTokens: 4600 }, true)).toBe(10)
    expect(largestOutline({ ...plain, outputTokens: 1000 }, true)).toBe(1)
    expect(largestOutline(freeTier, true)).toBe(10)
    expect(largestOutline(freeTier, false)).toBe(33)
  })
})
