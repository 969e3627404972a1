import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { briefWith, freeTier, plain } from '../../test/draft/setting.ts'
import { briefSchema } from '../brief.ts'
import { layoutOf, numbersOfSet, resolveBrief } from './layout.ts'

describe('a brief', () => {
  test('that leaves its sizes open has those of its format', () => {
    expect(resolveBrief(briefWith(), plain)).toMatchObject({ segments: 20, perSet: 10 })
    expect(resolveBrief(briefWith(), freeTier)).toMatchObject({ segments: 20, perSet: 4 })
  })

  test('may ask for 1 to 10 000 segments', () => {
    for (const segments of [1, 10_000]) expect(briefSchema.safeParse({ ...briefWith(), segments }).success).toBe(true)
    for (const segments of [0, 10_001, 2.5, -1]) expect(briefSchema.safeParse({ ...briefWith(), segments }).success).toBe(false)
  })

  test('whose sets do not fit into one request is refused', () => {
    expect(() => resolveBrief(briefWith({ perSet: 27 }), plain)).toThrow('movie takes at most 26 a set')
  })

  test('without an idea is refused', () => {
    expect(briefSchema.safeParse({ format: 'movie', idea: ' \n' }).success).toBe(false)
  })
})

describe('the sets of a script', () => {
  test('are full but for the last', () => {
    const layout = layoutOf(resolveBrief(briefWith({ segments: 23, perSet: 10 }), plain))
    expect(layout).toEqual({ total: 23, perSet: 10, sets: 3, tokensPerUnit: 500 })
    expect(numbersOfSet(layout, 3)).toEqual([21, 22, 23])
  })

  test('have every number once, in order, whatever the sizes', () => {
    const sizes = fc.record({ segments: fc.integer({ min: 1, max: 10_000 }), perSet: fc.integer({ min: 1, max: 26 }) })
    const holds = fc.property(sizes, given => {
      const layout = layoutOf(resolveBrief(briefWith(given), plain))
      const numbers = Array.from({ length: layout.sets }, (_, i) => numbersOfSet(layout, i + 1))
      expect(numbers.every(set => set.length > 0)).toBe(true)
      expect(numbers.flat()).toEqual(Array.from({ length: given.segments }, (_, i) => i + 1))
    })
    fc.assert(holds, { numRuns: 30 })
  })
})
