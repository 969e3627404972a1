import fc from 'fast-check'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { describe, expect, test } from 'vitest'
import { cutAt, hostileText } from '../../../test/hostile-text.ts'
import { anySegment, bible, character, roster, segment } from '../../../test/script-samples.ts'
import { segmentId } from '../../schema/segment.ts'
import type { FieldPath, LiveEdit, LiveWriter } from '../live-edit.ts'
import { fieldsOf, markdownHeader, scriptMarkdown, segmentMarkdown } from './whole.ts'
import { createMarkdownWriter } from './writer.ts'

const written = (edits: readonly LiveEdit[]): string => edits.map((edit) => edit.insert).join('')

/** Feeds each field in pieces, as a stream would. */
const feed = (writer: LiveWriter, fields: Iterable<[FieldPath, string[]]>): LiveEdit[] => {
  const edits = [...writer.start()]
  for (const [path, pieces] of fields) for (const piece of pieces) edits.push(...writer.delta([...path], piece))
  return [...edits, ...writer.end()]
}

type Node = ReturnType<typeof fromMarkdown> | ReturnType<typeof fromMarkdown>['children'][number]
const kindsIn = (node: Node): string[] => [node.type, ...('children' in node ? node.children.flatMap(kindsIn) : [])]

describe('writing a segment as Markdown', () => {
  test('looks like a script', () => {
    expect(segmentMarkdown(segment, roster)).toBe(`
<!-- seg_0007 -->
## 7. The lamp goes out

*INT. LANTERN ROOM — NIGHT*

Mara sets down the wrench.

Outside, something large turns over in the water.

> It had been nine years.

**MARA** *(softly)*
You hear that?

**TOBIAS REED**
No.
`)
  })

  test('live gives the whole rendering wherever the text was cut, and takes nothing back', () => {
    fc.assert(
      fc.property(anySegment(7), fc.array(fc.nat(), { maxLength: 6 }), (one, places) => {
        const fields = Array.from(fieldsOf(one), ([path, text]): [FieldPath, string[]] => [path, cutAt(text, places)])
        const edits = feed(createMarkdownWriter({ segment: one, roster }), fields)
        expect(edits.every((edit) => edit.over === 0 && edit.insert !== '' && edit.caret === edit.insert.length)).toBe(true)
        expect(written(edits)).toBe(segmentMarkdown(one, roster))
      }),
      { numRuns: 500 },
    )
  })

  test('at every character', () => {
    const fields = Array.from(fieldsOf(segment), ([path, text]): [FieldPath, string[]] => [path, text.split('')])
    expect(written(feed(createMarkdownWriter({ segment, roster }), fields))).toBe(segmentMarkdown(segment, roster))
  })

  test('keeps up with the stream: only white space and one character wait for the next', () => {
    const writer = createMarkdownWriter({ segment, roster })
    writer.start()
    expect(written(writer.delta(['title'], 'The lamp '))).toBe(' The lamp')
    expect(written(writer.delta(['title'], 'goes'))).toBe(' goes')
    expect(written(writer.delta(['action'], '7'))).toBe('\n\n7')
    expect(written(writer.delta(['action'], '.'))).toBe('')
    expect(written(writer.delta(['action'], '5 m'))).toBe('.5 m')
  })

  test('follows the order in which fields come, and leaves out what a segment does not have', () => {
    const paths = fc.oneof(
      fc.constantFrom<FieldPath>(['title'], ['setting'], ['action'], ['narration'], ['mood'], [], ['dialogue'], ['dialogue', 0]),
      fc.tuple(fc.constant('dialogue'), fc.nat(2), fc.constantFrom('character_id', 'delivery', 'line', 'mood')),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(paths, hostileText.map((text) => [text]))), (fields) => {
        const out = written(feed(createMarkdownWriter({ segment, roster }), fields))
        const [anchor, heading, ...rest] = fromMarkdown(out).children
        expect([anchor?.type, heading?.type]).toEqual(['html', 'heading'])
        const allowed = new Set(['paragraph', 'blockquote', 'emphasis', 'strong', 'text', 'break'])
        expect(rest.flatMap(kindsIn).filter((kind) => !allowed.has(kind))).toEqual([])
      }),
      { numRuns: 500 },
    )
    const late = feed(createMarkdownWriter({ segment, roster }), [
      [['mood'], ['grim']],
      [['action'], ['Rain.']],
      [['title'], ['Late']],
      [['dialogue', 0, 'line'], ['Hello?']],
      [['dialogue', 0, 'character_id'], ['char_', '001']],
    ])
    expect(written(late)).toBe('\n<!-- seg_0007 -->\n## 7.\n\nRain.\n\nLate\n\nHello?\n\n**MARA**\n')
  })

  test('writes the id as the cue of a character who is not in the roster, and tells namesakes apart', () => {
    const dialogue = ['char_001', 'char_003', 'char_009'].map((character_id) => ({ character_id, delivery: '', line: 'Yes.' }))
    const cues = segmentMarkdown({ ...segment, dialogue }, roster).match(/^\*\*.*$/gm)
    expect(cues).toEqual(['**MARA**', '**MARA 2**', '**char_009**'])
  })

  test('puts no comment into the file but an id', () => {
    const hostile = { ...segment, segment_id: 'seg_1 --><script>alert(1)</script><!-- ' }
    expect(segmentMarkdown(hostile, roster)).toBe(segmentMarkdown(segment, roster))
  })
})

test('a script of 10,000 segments is written by edits that add up to its text: nothing is written twice', () => {
  const short = { ...segment, title: 'Rain', action: 'It rains. They wait.', dialogue: [{ character_id: 'char_001', delivery: '', line: 'Still.' }] }
  const segments = Array.from({ length: 10_000 }, (_, position) => ({ ...short, segment_id: segmentId(position + 1), segment_number: position + 1 }))
  let characters = 0
  for (const one of segments) {
    const fields = Array.from(fieldsOf(one), ([path, text]): [FieldPath, string[]] => [path, cutAt(text, [4, 9])])
    for (const edit of feed(createMarkdownWriter({ segment: one, roster }), fields)) characters += edit.insert.length
  }
  const whole = scriptMarkdown({ bible, segments })
  expect(characters).toBe(whole.length - markdownHeader(bible).length)
  expect(whole.endsWith(segmentMarkdown({ ...short, segment_id: 'seg_10000', segment_number: 10_000 }, roster))).toBe(true)
})

describe('the header', () => {
  test('tells what the script is and who is in it', () => {
    const notice = 'This is sample text; no model wrote it.'
    expect(markdownHeader({ ...bible, generation_info: { ...bible.generation_info, notice } })).toBe(`# The Keeper's Last Light

> This is sample text; no model wrote it.

A keeper must put out the light she has kept for thirty years.

#lighthouse #nightsea

- **MARA** · 58 · patient · to keep the light
- **TOBIAS REED** · 58 · patient · to keep the light
- **MARA 2** · 58 · patient · to keep the light
`)
  })

  test('holds no markup but its own, whatever a model calls things', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (one, other) => {
        const person = { ...character(1, one), personality: { temperament: other, desire: one, flaw: one } }
        const header = markdownHeader({ ...bible, title: one, short_summary: other, hashtags: [one, other], characters_roster: [person] })
        const kinds = new Set(fromMarkdown(header).children.flatMap(kindsIn))
        for (const kind of ['heading', 'paragraph', 'list', 'listItem', 'strong', 'text', 'break']) kinds.delete(kind)
        expect([...kinds]).toEqual([])
      }),
      { numRuns: 500 },
    )
  })
})
