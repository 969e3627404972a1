import { expect, test } from 'vitest'
import fc from 'fast-check'
import { minimalChange } from './minimal-change.ts'

test('equal texts need no change', () => {
  expect(minimalChange('the same', 'the same', 5)).toBeUndefined()
})

test('only what differs is changed', () => {
  expect(minimalChange('the old house', 'the new house', 100)).toEqual({ offset: 104, length: 3, text: 'new' })
  expect(minimalChange('aaa', 'aaaa', 0)).toEqual({ offset: 3, length: 0, text: 'a' })
})

test('a change never cuts a character or a line end in two', () => {
  expect(minimalChange('\u{1F600}', '\u{1F601}', 0)).toEqual({ offset: 0, length: 2, text: '\u{1F601}' })
  expect(minimalChange('a\r\nb', 'a\rb', 0)).toEqual({ offset: 1, length: 2, text: '\r' })
})

test('the change turns one text into the other', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\r', '\n', '\uD83D', '\uDE00', '\uDE01'), maxLength: 12 })
  fc.assert(
    fc.property(text, text, (before, after) => {
      const change = minimalChange(before, after, 0)
      const changed = change === undefined ? before : before.slice(0, change.offset) + change.text + before.slice(change.offset + change.length)
      expect(changed).toBe(after)
    }),
  )
})
