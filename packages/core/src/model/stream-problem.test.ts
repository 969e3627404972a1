import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quote } from './stream-problem.ts'

const speaker = { model: 'm', host: 'h', apiKey: 'mykey' }

test.each([
  ['Incorrect API key provided: sk-proj-abc***xyz. Find yours.', 'Incorrect API key provided: [key] Find yours.'],
  ['header Authorization: Bearer abc.def rejected', 'header Authorization: [key] rejected'],
  ['the key mykey is spent', 'the key [key] is spent'],
  ['token eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9 expired', 'token [key] expired'],
  ['two\n\tlines\u0007 and\u202e more ', 'two lines and more'],
  ['', undefined],
  [{ not: 'text' }, undefined],
])('of %j a quote shows %j', (words, shown) => {
  expect(quote(speaker, words)).toBe(shown)
})

test('a quote is one line of at most 200 characters, well formed, without the key', () => {
  fc.assert(fc.property(fc.string({ maxLength: 400 }), fc.nat(400), (words, at) => {
    const shown = quote(speaker, `${words.slice(0, at)} mykey sk-${words.slice(at)}`) ?? ''
    expect(shown.length).toBeLessThanOrEqual(200)
    expect(shown).not.toMatch(/mykey|[\n\r]/)
  }))
  expect(quote(speaker, '😀 '.repeat(300))?.isWellFormed()).toBe(true)
})
