import { expect, test } from 'vitest'
import { wordCount } from './word-count.ts'

test.each([
  ['', undefined, 0],
  ['  — … !\n', undefined, 0],
  ["She didn't look back; it's 3.5 miles (half-lit).", 'en', 9],
  ['今日は灯台に行きます。', 'ja', 6],
  ['我们明天去灯塔。', 'zh', 4],
  ['ฉันรักแมว', 'th', 3],
  ['안녕하세요 세계', 'ko', 2],
  ['two words', 'Brazilian Portuguese', 2],
  ['two 😀 words', 'x-not-a-language', 2],
])('%j (%s) has its words counted', (text, language, words) => {
  expect(wordCount(text, language)).toBe(words)
})

test('counts many languages without keeping a rule book for each', () => {
  for (let n = 0; n < 100; n++) expect(wordCount('two words', `en-x-a${n}`)).toBe(2)
})
