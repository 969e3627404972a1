import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tooIntricate } from './json-shape.ts'

const of = (text: string): string | undefined => tooIntricate(Buffer.from(text))

test('whatever is not intricate passes, brackets inside its texts too', () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 20 }), value => of(JSON.stringify(value)) === undefined))
  expect(of(JSON.stringify({ a: '['.repeat(1000), b: '\\"{'.repeat(1000), n: '\n'.repeat(40_000), c: ','.repeat(100_000) }))).toBeUndefined()
  expect(of(JSON.stringify({ a: Array.from({ length: 1000 }, () => ({})), b: Array.from({ length: 1000 }, () => ({})), c: Array.from({ length: 49_000 }, () => 1) }))).toBeUndefined()
  expect(of('['.repeat(64) + ']'.repeat(64))).toBeUndefined()
})

test('what is too deep, or of too many parts, is said to be', () => {
  expect(of('['.repeat(65))).toContain('64 levels')
  expect(of('{"a":'.repeat(65))).toContain('64 levels')
  expect(of(JSON.stringify({ a: [[], Array.from({ length: 1001 }, () => ({}))] }))).toContain('1,000 objects')
  expect(of(JSON.stringify('\n'.repeat(80_001)))).toContain('80,000 escapes')
  expect(of(JSON.stringify(Array.from({ length: 50_001 }, () => 1)))).toContain('50,000 parts')
  expect(of(`{${Array.from({ length: 50_001 }, (_, at) => `"k${at}":1`).join()}}`)).toContain('50,000 parts')
})
