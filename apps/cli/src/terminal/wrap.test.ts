import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wrap } from './wrap.ts'

test('a line is broken between words', () => {
  expect(wrap('The keeper rows out to the door.', 12)).toBe('The keeper\nrows out to\nthe door.')
  expect(wrap('short', 12)).toBe('short')
  expect(wrap('', 12)).toBe('')
})

test('characters of East Asia and pictures take two columns, and one that is put together is one', () => {
  expect(wrap('灯台守 灯台守', 10)).toBe('灯台守\n灯台守')
  expect(wrap('灯台守 灯台守', 13)).toBe('灯台守 灯台守')
  expect(wrap('👩‍🚀 👩‍🚀 👩‍🚀', 5)).toBe('👩‍🚀 👩‍🚀\n👩‍🚀')
})

test('nothing but spaces is lost, and no row is wider than its widest word or the columns', () => {
  const lines = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'é', '.'), minLength: 1, maxLength: 12 })).map(words => words.join(' '))
  fc.assert(
    fc.property(lines, fc.integer({ min: 1, max: 40 }), (line, columns) => {
      const rows = wrap(line, columns).split('\n')
      expect(rows.join(' ')).toBe(line)
      for (const row of rows) expect(row.length <= columns || !row.includes(' ')).toBe(true)
    }),
  )
})
