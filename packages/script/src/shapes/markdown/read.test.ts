import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyScript, bible, roster, segment } from '../../../test/script-samples.ts'
import { segmentId, type Segment } from '../../schema/segment.ts'
import { plainText } from './plain-text.ts'
import { readMarkdown, type MarkdownSegment } from './read.ts'
import { markdownHeader, scriptMarkdown, segmentMarkdown } from './whole.ts'

/** What a segment says, in the characters that Markdown can hold. */
const plainSegment = (one: Segment) => ({
  segment_id: one.segment_id,
  segment_number: one.segment_number,
  title: plainText(one.title),
  setting: plainText(one.setting),
  action: plainText(one.action),
  ...(one.narration !== undefined && { narration: plainText(one.narration) }),
  ...(one.dialogue && {
    dialogue: one.dialogue.map((speech) => ({
      character_id: speech.character_id,
      delivery: plainText(speech.delivery),
      line: plainText(speech.line),
    })),
  }),
})

const fieldsOf = (read: MarkdownSegment) => {
  const { body: _, range: __, dialogue, ...fields } = read
  return {
    ...fields,
    ...(dialogue && { dialogue: dialogue.map(({ character_id, delivery, line }) => ({ character_id, delivery, line })) }),
  }
}

const text = scriptMarkdown({ bible, segments: [1, 2, 3].map((number) => ({ ...segment, segment_number: number, segment_id: segmentId(number) })) })
const read = (edited: string) => readMarkdown(edited, roster).segments

describe('reading Markdown back', () => {
  test('gives the segments that were rendered, whatever their text, and blocks that can be replaced', () => {
    fc.assert(
      fc.property(anyScript, (script) => {
        const markdown = scriptMarkdown(script)
        const { segments } = readMarkdown(markdown, roster)
        expect(segments.map(fieldsOf)).toEqual(script.segments.map(plainSegment))
        const blocks = segments.map(({ range }) => markdown.slice(range.start, range.end))
        expect(blocks).toEqual(script.segments.map((one) => segmentMarkdown(one, roster)))
        expect(markdown.slice(0, segments[0]?.range.start ?? markdown.length)).toBe(markdownHeader(bible))
      }),
      { numRuns: 300 },
    )
  })

  test('keeps what a writer changes: words, markup, a new speech, a list', () => {
    const edited = text.replace(
      'You hear that?\n\n**TOBIAS REED**\nNo.',
      'You *really* hear that?\n\n**Tobias Reed:** (laughs) No.\n\nThe door opens.\n\n- a list\n- of things\n\n**A stranger** *(off)*\\\nHello.',
    )
    const [first, second] = read(edited)
    expect(first?.dialogue).toEqual([
      { speaker: 'MARA', character_id: 'char_001', delivery: 'softly', line: 'You really hear that?' },
      { speaker: 'Tobias Reed', character_id: 'char_002', delivery: '', line: '(laughs) No.' },
      { speaker: 'A stranger', delivery: 'off', line: 'Hello.' },
    ])
    expect(first?.action).toBe(`${segment.action}\n\nThe door opens.\n\n- a list\n- of things`)
    expect(first?.body).toContain('You *really* hear that?')
    expect(second).toMatchObject({ segment_id: 'seg_0002', title: segment.title })
  })

  test('follows anchors when segments are moved, renamed or renumbered', () => {
    const [header = '', one = '', two = '', three = ''] = text.split(/(?=\n<!-- )/)
    const moved = header + three.replace('## 3. The lamp goes out', '### New title') + one + two
    expect(read(moved).map(({ segment_id, segment_number, title }) => [segment_id, segment_number, title])).toEqual([
      ['seg_0003', undefined, 'New title'],
      ['seg_0001', 1, segment.title],
      ['seg_0002', 2, segment.title],
    ])
  })

  test('takes a numbered heading without an anchor for a segment, and any other heading for part of one', () => {
    const edited = text.replace('<!-- seg_0002 -->\n', '').replace('It had been', 'It had\nbeen') + '\n## An aside\n\nMore.\n'
    expect(read(edited).map(({ segment_id, segment_number }) => [segment_id, segment_number])).toEqual([
      ['seg_0001', 1],
      [undefined, 2],
      ['seg_0003', 3],
    ])
    expect(read(edited)[2]?.action).toBe(`${segment.action}\n\n## An aside\n\nMore.`)
  })

  test('reads a script without any anchor by its numbered headings', () => {
    const bare = text.replace(/^<!-- .*\n/gm, '').replace('## 1. The lamp goes out\n', '## 1. The lamp goes out\n\n### Not a segment\n')
    expect(read(bare).map(({ segment_number, title }) => [segment_number, title])).toEqual([1, 2, 3].map((n) => [n, segment.title]))
    expect(read(bare)[0]?.action).toBe(`### Not a segment\n\n${segment.setting}\n\n${segment.action}`)
  })

  test('finds the next segment below a code block that the writer left open', () => {
    expect(read(text.replace('You hear that?', '```\nYou hear that?')).map(({ segment_id }) => segment_id)).toEqual(['seg_0001', 'seg_0002', 'seg_0003'])
  })

  test.each([
    ['Windows line ends', (lf: string) => lf.replaceAll('\n', '\r\n')],
    ['a byte order mark', (lf: string) => `\uFEFF${lf}`],
  ])('understands %s, in offsets of the file', (_, change) => {
    const changed = change(text)
    const segments = read(changed)
    expect(segments.map(fieldsOf)).toEqual(read(text).map(fieldsOf))
    expect(segments.map(({ range }) => changed.slice(range.start, range.end).trim().slice(0, 17))).toEqual([
      '<!-- seg_0001 -->',
      '<!-- seg_0002 -->',
      '<!-- seg_0003 -->',
    ])
  })

  test('finds no segment where there is none', () => {
    expect(read('')).toEqual([])
    expect(read('# Notes\n\nNothing yet.')).toEqual([])
  })
})
