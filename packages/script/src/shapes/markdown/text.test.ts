import fc from 'fast-check'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { describe, expect, test } from 'vitest'
import { cutAt, hostileText } from '../../../test/hostile-text.ts'
import { plainText } from './plain-text.ts'
import * as layouts from './text.ts'
import { createMarkdownText, markdownText } from './text.ts'

type Node = ReturnType<typeof fromMarkdown>['children'][number]

const kindsIn = (node: Node | ReturnType<typeof fromMarkdown>): string[] => [
  node.type,
  ...('children' in node ? node.children.flatMap(kindsIn) : []),
]

const textOf = (node: Node): string => {
  if (node.type === 'break') return '\n'
  if (node.type === 'paragraph' || node.type === 'emphasis') return node.children.map(textOf).join('')
  return node.type === 'text' ? node.value : `?${node.type}?`
}

const quiet = new Set(['root', 'paragraph', 'text', 'break'])

describe('a text in Markdown', () => {
  test('reads back as the same text and holds no markup, whatever it tries', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const tree = fromMarkdown(markdownText(text, layouts.paragraphs))
        expect(kindsIn(tree).filter((kind) => !quiet.has(kind))).toEqual([])
        expect(tree.children.map(textOf).join('\n\n')).toBe(plainText(text))
      }),
      { numRuns: 3000 },
    )
  })

  test('stays inside its emphasis, quote or heading', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        if (text === '') return
        const setting = fromMarkdown(`*${markdownText(text, layouts.emphasised)}*`)
        expect(kindsIn(setting).filter((kind) => !quiet.has(kind))).toEqual(['emphasis'])
        expect(setting.children.map(textOf).join('')).toBe(plainText(text))
        const narration = fromMarkdown(`> ${markdownText(text, layouts.quote)}\n`)
        expect(kindsIn(narration).filter((kind) => !quiet.has(kind))).toEqual(['blockquote'])
        const title = fromMarkdown(`## 7. ${markdownText(text, layouts.title)}\n\nx`)
        expect(kindsIn(title)).toEqual(['root', 'heading', 'text', 'paragraph', 'text'])
      }),
      { numRuns: 2000 },
    )
  })

  test('is the same wherever it was cut', () => {
    fc.assert(
      fc.property(hostileText, fc.array(fc.nat()), fc.constantFrom(...Object.values(layouts).filter((x) => typeof x === 'object')), (text, places, layout) => {
        const writer = createMarkdownText(layout)
        const written = cutAt(text, places).map((piece) => writer.write(piece)).join('') + writer.end()
        expect(written).toBe(markdownText(text, layout))
      }),
      { numRuns: 3000 },
    )
  })

  test.each([
    "Mara's half-lit stairwell (she counts: 1, 2, 3) doesn't end. It goes on -- and on!",
    'It is -5 degrees; 3.5 metres of snow, ~20 people & one dog, R&D, AT&T, a < b, <3, $5 and 50%.',
    '[laughs] "Where to?" [beat] a snake_case word, #lighthouse, @mara, 7/8, 12:30, e.g. C: Awww...',
    '— Non, dit-elle… «Pardon?» 灯台は静かだ。「誰?」',
    '1984 was long ago.',
    'pick # 3, x = y, x > y, a | b, 2 + 2 - 1',
  ])('leaves prose alone: %s', (prose) => {
    expect(markdownText(prose, layouts.paragraphs)).toBe(prose)
  })

  test.each([
    ['one\ntwo\n\nthree', 'one\\\ntwo\n\nthree'],
    ['- no', '\\- no'],
    ['1. no', '1\\. no'],
    ['*really*', '\\*really\\*'],
    ['![x](http://x)', '!\\[x\\](http:\\//x)'],
    ['www.x.org x@y.org', 'www\\.x.org x\\@y.org'],
    ['$x$ and $$y$$', '$x\\$ and $\\$y\\$\\$'],
    ['[^1] [[x]] [x]: y', '\\[^1] \\[[x]] [x\\]: y'],
    ['a\n:-:', 'a\\\n\\:-:'],
    ['~~x~~', '~\\~x\\~\\~'],
    ['a\n---', 'a\\\n\\---'],
    ['a\n|-|', 'a\\\n\\|-|'],
    ['&amp;', '&amp\\;'],
    [' a ', '&#32;a&#32;'],
    ['\n', '&#10;'],
  ])('escapes what would mean something: %j', (text, markdown) => {
    expect(markdownText(text, layouts.paragraphs)).toBe(markdown)
  })

  test('writes each further line of a quote as quoted', () => {
    expect(markdownText('a\nb\n\nc', layouts.quote)).toBe('a\\\n> b\n>\n> c')
  })
})
