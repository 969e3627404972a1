import { expect, test } from 'vitest'
import fc from 'fast-check'
import { holdBack } from './hold-back.ts'

test('trailing white space waits for the word that follows it', () => {
  expect(holdBack('the end ')).toEqual({ ready: 'the end', held: ' ' })
  expect(holdBack('a line\n\n')).toEqual({ ready: 'a line', held: '\n\n' })
  expect(holdBack('two words')).toEqual({ ready: 'two words', held: '' })
})

test('half a line end and half a character wait for their other half', () => {
  expect(holdBack('a line\r')).toEqual({ ready: 'a line', held: '\r' })
  expect(holdBack('smile \uD83D')).toEqual({ ready: 'smile', held: ' \uD83D' })
})

test('what is shown and what is held are the whole text, and what is shown is safe', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r', '\t', '\uD83D', '\uDE00') }), text => {
      const { ready, held } = holdBack(text)
      expect(ready + held).toBe(text)
      expect(ready).not.toMatch(/[\s\uD800-\uDBFF]$/)
    }),
  )
})
