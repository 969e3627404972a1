import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pieces } from '../src/wire/frame.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 60 })

test('pieces make up the text again, none longer than asked but for a pair that will not divide', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 9 }), fc.boolean(), (whole, size, splitPairs) => {
      const parts = [...pieces(whole, size, { marks: [], splitPairs })]
      expect(parts.join('')).toBe(whole)
      for (const part of parts) expect(part.length).toBeLessThanOrEqual(Math.max(size, splitPairs ? 1 : 2))
      if (!splitPairs) expect(parts.every((part) => part.isWellFormed())).toBe(true)
    }),
  )
})

test('a piece ends at every mark that does not divide a pair', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 9 }), fc.array(fc.nat(60)), (whole, size, marks) => {
      let at = 0
      const ends = new Set([0, ...[...pieces(whole, size, { marks, splitPairs: false })].map((part) => (at += part.length))])
      const possible = marks.filter((mark) => mark < whole.length && whole.slice(0, mark).isWellFormed())
      expect(possible.filter((mark) => !ends.has(mark))).toEqual([])
    }),
  )
})
