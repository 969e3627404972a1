import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { podcast } from '../formats/podcast.ts'
import { prose } from '../formats/prose.ts'
import { chunksOf, shareOut } from './chunk-layout.ts'

const wordsOf = (...given: Parameters<typeof chunksOf>) => chunksOf(...given).map(chunk => chunk.words)
const sum = (words: readonly number[]) => words.reduce((all, each) => all + each, 0)

describe('the chunks of a podcast', () => {
  test('are ten, of 10 000 words', () => {
    expect(wordsOf(podcast, {})).toEqual([400, 1600, 1400, 1500, 1500, 1500, 700, 600, 500, 300])
    expect(chunksOf(podcast, {})[1]).toEqual({ title: 'What Happened', role: 'timeline of events', words: 1600 })
  })

  test('scale in proportion, and add up to any total', () => {
    expect(wordsOf(podcast, { words: 5000 })).toEqual([200, 800, 700, 750, 750, 750, 350, 300, 250, 150])
    fc.assert(fc.property(fc.integer({ min: 100, max: 500_000 }), fc.integer({ min: 10, max: 60 }), (words, chunks) => {
      const plan = wordsOf(podcast, { words, chunks })
      expect(plan).toHaveLength(chunks)
      expect(sum(plan)).toBe(words)
    }))
  })

  test('are more by halving the largest, which keep their titles and are counted', () => {
    const fifteen = chunksOf(podcast, { chunks: 15 })
    expect(fifteen).toHaveLength(15)
    expect(fifteen.map(chunk => chunk.title)).toContain('Deep Dive: market implications (2)')
    expect(fifteen[1]).toMatchObject({ title: 'What Happened', words: 800 })
    expect(fifteen[2]).toMatchObject({ title: 'What Happened (2)', role: 'timeline of events', words: 800 })
    expect(Math.max(...fifteen.map(chunk => chunk.words))).toBe(800)
    expect(sum(fifteen.map(chunk => chunk.words))).toBe(10_000)
  })

  test('are as its writer planned them, where there is a plan', () => {
    const chunkPlan = [{ title: 'One', role: 'all', words: 250 }]
    expect(chunksOf(podcast, { chunkPlan })).toEqual(chunkPlan)
  })

  test('of a shorter cut are few', () => {
    const pack = { topic: '', facts: [], names: [], sources: [] }
    for (const [words, chunks] of [[2500, 2], [1000, 1], [300, 1]] as const) {
      expect(wordsOf(podcast, { cutOf: { pack, words } })).toHaveLength(chunks)
      expect(sum(wordsOf(podcast, { cutOf: { pack, words } }))).toBe(words)
    }
  })
})

describe('the chunks of prose', () => {
  test('open, carry on and end, in about a thousand words each', () => {
    expect(chunksOf(prose, {}).map(chunk => [chunk.title, chunk.words])).toEqual([['Opening', 1000], ['Part 2', 1000], ['Ending', 1000]])
    expect(wordsOf(prose, { words: 10_000 })).toHaveLength(9)
    expect(chunksOf(prose, { words: 500 })).toMatchObject([{ title: 'The Whole', words: 500 }])
  })
})

test('what is shared out adds up, and no share is off by one or more', () => {
  fc.assert(fc.property(fc.nat(100_000), fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 30 }), (total, sizes) => {
    const shares = shareOut(total, sizes)
    expect(sum(shares)).toBe(total)
    for (const [at, share] of shares.entries()) expect(Math.abs(share - (total * (sizes[at] ?? 0)) / sum(sizes))).toBeLessThan(1)
  }))
})
