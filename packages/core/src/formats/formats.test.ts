import { expect, test } from 'vitest'
import { formatNames } from '../brief.ts'
import { formats } from './registry.ts'

test('every format that can be asked for exists under its own name', () => {
  expect(Object.keys(formats)).toEqual([...formatNames])
  for (const name of formatNames) expect(formats[name].name).toBe(name)
})

test('a movie is 20 segments by tens, for 3000 tokens and 500 for each, 16 000 at most', () => {
  expect(formats.movie).toMatchObject({ total: 20, perSet: 10, tokens: { base: 3000, perSegment: 500, cap: 16_000 } })
})
