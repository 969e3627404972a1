import { describe, expect, test } from 'vitest'
import { freeTier, plain, reasoning } from '../../test/draft/setting.ts'
import { free } from '../formats/free.ts'
import { meme } from '../formats/meme.ts'
import { movie } from '../formats/movie.ts'
import { podcast } from '../formats/podcast.ts'
import { prose } from '../formats/prose.ts'
import { story } from '../formats/story.ts'
import { allocationLine, chunkBudget, largestChunk, largestOutline, largestSet, outputCeiling, planBudget, setBudget, setSize } from './budget.ts'

/** The formats of segments, with the default and the largest set. */
const table = [
  { format: movie, perSet: 10, largest: 26 },
  { format: story, perSet: 5, largest: 26 },
  { format: meme, perSet: 5, largest: 20 },
  { format: free, perSet: 5, largest: 23 },
]

describe('the allocation of a set', () => {
  test.each([
    [movie, 10, 8000],
    [movie, 1, 3500],
    [movie, 26, 16_000],
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
    expect(setBudget(movie, reasoning, 10).maxOutputTokens).toBe(12_000)
    expect(setBudget({ ...movie, tokens: { base: 1000, perSegment: 1000, cap: 31_000 } }, reasoning, 30).maxOutputTokens).toBe(outputCeiling)
  })

  test('of a free tier is 2000, whatever is asked', () => {
    expect(setBudget(movie, freeTier, 4).maxOutputTokens).toBe(2000)
    expect(planBudget(freeTier, 10).maxOutputTokens).toBe(2000)
  })

  test('is said in one line', () => {
    expect(allocationLine(setBudget(movie, plain, 10))).toBe('token allocation: 8000 for 10 segments')
    expect(allocationLine(setBudget(movie, plain, 1))).toBe('token allocation: 3500 for 1 segment')
    expect(allocationLine(planBudget(plain, 2))).toBe('token allocation: 4120 for 2 beats')
  })
})

describe('the size of a set', () => {
  test.each(table)('is $perSet by default and $largest at most', ({ format, perSet, largest }) => {
    expect(setSize(format, plain)).toBe(perSet)
    expect(setSize(format, plain, largest)).toBe(largest)
    expect(() => setSize(format, plain, largest + 1)).toThrow(`A set of ${largest + 1} segments does not fit into one request: ${format.name} takes at most ${largest} a set.`)
  })

  test.each([
    [movie, 4],
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
    expect(setSize(movie, short)).toBe(6)
    expect(setBudget(movie, short, 6).maxOutputTokens).toBe(6000)
    expect(() => setSize(movie, short, 7)).toThrow('at most 6 a set')
    expect(setSize(movie, { ...short, reasoning: true, outputTokens: 8192 })).toBe(2)
    expect(setSize(movie, { ...plain, outputTokens: 1000 })).toBe(1)
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

describe('the allocation of a chunk', () => {
  test.each([
    [400, true, 6200],
    [1600, false, 5800],
    [300, false, 1900],
    [20_000, false, 32_000],
  ])('of %i words is 1000 and 3 a word, and 4000 for research, 32 000 at most', (words, researches, tokens) => {
    expect(chunkBudget(podcast, plain, { words, researches })).toEqual({ maxOutputTokens: tokens, units: words, unit: 'word' })
  })

  test('is for as many words as one request takes', () => {
    expect(largestChunk(prose, plain, false)).toBe(10_333)
    expect(largestChunk(podcast, plain, true)).toBe(9000)
    expect(largestChunk(prose, { ...plain, outputTokens: 4096 }, false)).toBe(1032)
    expect(largestChunk(prose, freeTier, false)).toBe(666)
    expect(largestChunk(podcast, freeTier, true)).toBe(333)
    expect(chunkBudget(prose, freeTier, { words: 666, researches: false }).maxOutputTokens).toBe(2000)
  })

  test('is said in words', () => {
    expect(allocationLine(chunkBudget(podcast, plain, { words: 1600, researches: false }))).toBe('token allocation: 5800 for 1600 words')
  })
})
