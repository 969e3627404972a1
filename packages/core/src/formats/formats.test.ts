import { describe, expect, test } from 'vitest'
import { formatNames, formats } from './registry.ts'

test('there are six formats, each under its own name', () => {
  expect(formatNames).toEqual(['movie', 'story', 'meme', 'free', 'podcast', 'prose'])
  for (const name of formatNames) expect(formats[name].name).toBe(name)
})

describe('a format of segments has its default sizes and its budget', () => {
  test.each([
    ['movie', 20, 10, { base: 3000, perSegment: 500, cap: 16_000 }],
    ['story', 10, 5, { base: 3000, perSegment: 500, cap: 16_000 }],
    ['meme', 7, 5, { base: 2000, perSegment: 300, cap: 8000 }],
    ['free', 8, 5, { base: 2500, perSegment: 400, cap: 12_000 }],
  ] as const)('%s: %i by %i', (name, total, perSet, tokens) => {
    expect(formats[name]).toMatchObject({ kind: 'segmented', total, perSet, tokens })
  })
})

describe('a format of chunks', () => {
  test('sets aside 1000 tokens and 3 a word, 4000 more for research, 32 000 at most', () => {
    expect(formats.podcast).toMatchObject({ kind: 'chunked', plan: 'fixed', tokens: { base: 1000, perWord: 3, research: 4000, cap: 32_000 } })
    expect(formats.prose).toMatchObject({ kind: 'chunked', plan: 'written', words: 3000, tokens: { base: 1000, perWord: 3, cap: 32_000 } })
  })
})

test('what each tells a model is its own', () => {
  const told = formatNames.flatMap(name => Object.entries(formats[name]).flatMap(([field, text]) => (field.endsWith('Guide') && typeof text === 'string' ? [text] : [])))
  expect(new Set(told).size).toBe(told.length)
  expect(told.every(text => text.length > 120)).toBe(true)
})
