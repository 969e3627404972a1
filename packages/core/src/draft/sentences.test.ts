import { describe, expect, test } from 'vitest'
import { finishedText, lastWords } from './sentences.ts'

describe('a text that was cut', () => {
  test.each([
    ['He left. She stay', 'He left. '],
    ['It costs 3.', ''],
    ['It costs 3.5 million. And th', 'It costs 3.5 million. '],
    ['“Never.” He le', '“Never.” '],
    ['A heading\n\nThen', 'A heading\n\n'],
    ['灯が消える。彼女は', '灯が消える。'],
    ['no end at all', ''],
    ['', ''],
  ])('%j is kept as %j', (text, kept) => {
    expect(finishedText(text, false)).toBe(kept)
  })

  test('and cut again is the same', () => {
    const kept = finishedText('One. Two! “Three?” Fo', false)
    expect(finishedText(kept, false)).toBe(kept)
  })
})

test('a text that was ended is kept to its last sentence, the end included', () => {
  expect(finishedText('He left. She stayed.', true)).toBe('He left. She stayed.')
  expect(finishedText('He left. She st', true)).toBe('He left. ')
})

describe('the last words of a text', () => {
  test('are so many of them, as they stand', () => {
    expect(lastWords('one two, three. four', 2)).toBe('three. four')
    expect(lastWords('one two', 200)).toBe('one two')
  })

  test('are counted where no spaces are', () => {
    expect(lastWords('今日は天気がいいです', 2, 'ja')).not.toContain('今日')
  })

  test('are found in a long text without reading all of it', () => {
    expect(lastWords('word '.repeat(100_000), 200).split(' ')).toHaveLength(200)
  })
})
