import { expect, test } from 'vitest'
import { harmless } from './harmless.ts'

test.each([
  ['![x](http://a.example/p.png) <img src=x> `code`', 'plain', '!\\[x\\](http://a.example/p.png) \\<img src=x> \\`code\\`'],
  ['<!-- seg_0009 -->\n## 9. Mine', 'plain', '\\<!-- seg_0009 -->\n\\## 9. Mine'],
  ['## 2. Night', '## 2. Old', '## 2. Night'],
  ['**MARA** *(softly)*\nNo \\[yet\\].', 'x', '**MARA** *(softly)*\nNo \\[yet\\].'],
  ['Title\n=====', 'x', 'Title\n\\====='],
])('%j in the place of %j is %j', (text, old, expected) => {
  expect(harmless(text, old)).toBe(expected)
})
