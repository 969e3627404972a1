import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { cutAt, hostileText } from '../../../test/hostile-text.ts'
import { anySegment, bible, roster, segment } from '../../../test/script-samples.ts'
import { segmentId, type ScriptSet, type Segment } from '../../schema/segment.ts'
import { applyLiveEdit, noText, type FieldPath, type LiveEdit, type LiveText } from '../live-edit.ts'
import { fieldsOf } from '../markdown/whole.ts'
import { createBibleWriter, createSetWriter } from './live.ts'
import { bibleJson, setJson } from './whole.ts'
import { createJsonWriter } from './writer.ts'

/** Makes the edits one by one; after each the text must be JSON, and the caret inside it. */
const apply = (edits: Iterable<readonly LiveEdit[]>, seen: (json: unknown) => void = () => {}): string => {
  let live: LiveText = noText
  for (const edit of Array.from(edits).flat()) {
    expect(edit.over).toBeGreaterThanOrEqual(0)
    live = applyLiveEdit(live, edit)
    expect(live.caret).toBeLessThanOrEqual(live.text.length)
    seen(JSON.parse(live.text))
  }
  return live.text
}

const setOf = (story_set: Segment[], total = story_set.length): ScriptSet => ({
  success: true,
  set_number: 2,
  segments_count: total,
  story_set,
  next_set_number: null,
  is_complete: true,
})

const feedSet = function* (kept: Segment[], arriving: Segment[], places: number[]) {
  const writer = createSetWriter(setOf(kept, kept.length + arriving.length))
  yield writer.start()
  for (const one of arriving) {
    yield writer.segment(one)
    for (const [path, text] of fieldsOf(one)) for (const piece of cutAt(text, places)) yield writer.delta([...path], piece)
  }
  yield writer.end()
}

const anySegments = fc.nat(3).chain((count) => fc.tuple(...Array.from({ length: count }, (_, position) => anySegment(position + 1))))

describe('a set file while it is written', () => {
  test('is JSON after every edit and in the end the whole file, wherever the text was cut', () => {
    fc.assert(
      fc.property(anySegments, fc.nat(), fc.array(fc.nat(), { maxLength: 5 }), (segments, seed, places) => {
        const kept = segments.slice(0, seed % (segments.length + 1))
        const text = apply(feedSet(kept, segments.slice(kept.length), places))
        expect(JSON.parse(text)).toEqual(JSON.parse(setJson(setOf(segments))))
      }),
      { numRuns: 300 },
    )
  })

  test('is laid out as the whole file is', () => {
    const segments = [segment, { ...segment, segment_number: 8, segment_id: segmentId(8) }]
    expect(apply(feedSet([], segments, [5]))).toBe(setJson(setOf(segments)))
    expect(apply(feedSet([segment], segments.slice(1), [5]))).toBe(setJson(setOf(segments)))
    expect(apply(feedSet([segment], [], []))).toBe(setJson(setOf([segment])))
  })

  test('has a whole segment from its first moment on', () => {
    const writer = createSetWriter(setOf([]))
    const edits = [writer.start(), writer.segment(segment), writer.delta(['title'], 'The "la')]
    expect(JSON.parse(apply(edits)).story_set).toEqual([
      { segment_id: 'seg_0007', segment_number: 7, title: 'The "la', setting: '', action: '' },
    ])
    edits.push(writer.delta(['dialogue', 0, 'character_id'], 'char_'))
    expect(JSON.parse(apply(edits)).story_set[0].dialogue).toEqual([{ character_id: 'char_', delivery: '', line: '' }])
  })

  test('costs one edit a delta, of no more than the delta', () => {
    const writer = createSetWriter(setOf([]))
    writer.start()
    writer.segment(segment)
    expect(writer.delta(['action'], 'She ')).toHaveLength(1)
    expect(writer.delta(['action'], 'waits.\n')).toEqual([{ over: 0, insert: 'waits.\\n', caret: 8 }])
    expect(writer.delta(['action'], '\uD83D')).toEqual([])
    expect(writer.delta(['action'], '\uDE00')).toEqual([{ over: 0, insert: '😀', caret: 2 }])
  })

  test('stays a set in whatever order fields come, and takes nothing that a segment does not have', () => {
    const paths = fc.oneof(
      fc.constantFrom<FieldPath>(['title'], ['setting'], ['action'], ['narration'], ['segment_number'], ['mood'], ['title', 0], ['__proto__'], [], ['dialogue'], ['dialogue', 'x'], ['dialogue', 0]),
      fc.tuple(fc.constant('dialogue'), fc.nat(2), fc.constantFrom('character_id', 'delivery', 'line', 'mood')),
    )
    const shape = z.strictObject({
      segment_id: z.string(), segment_number: z.int(), title: z.string(), setting: z.string(), action: z.string(), narration: z.string().optional(),
      dialogue: z.array(z.strictObject({ character_id: z.string(), delivery: z.string(), line: z.string() })).optional(),
    })
    fc.assert(
      fc.property(fc.array(fc.tuple(paths, hostileText), { maxLength: 20 }), (deltas) => {
        const writer = createSetWriter(setOf([], 1))
        const edits = [writer.start(), writer.segment(segment), ...deltas.map(([path, text]) => writer.delta(path, text)), writer.end()]
        apply(edits, (json) => z.object({ story_set: z.array(shape) }).parse(json))
      }),
      { numRuns: 300 },
    )
  })
})

describe('a bible while it is written', () => {
  const { generation_info: _, ...written } = bible

  const leaves = function* (value: unknown, path: FieldPath = []): Generator<[FieldPath, string]> {
    if (typeof value === 'string') yield [path, value]
    else if (Array.isArray(value)) for (const [position, item] of value.entries()) yield* leaves(item, [...path, position])
    else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value)) if (key !== 'id') yield* leaves(item, [...path, key])
  }

  const feed = function* (source: object, known: Partial<typeof bible>, places: number[]) {
    const writer = createBibleWriter(known)
    yield writer.start()
    for (const [path, text] of leaves(source)) for (const piece of cutAt(text, places)) yield writer.delta(path, piece)
    yield writer.end()
  }

  test('is JSON after every edit and in the end all that came, laid out as the whole file is', () => {
    fc.assert(
      fc.property(hostileText, fc.array(fc.nat(), { maxLength: 5 }), (hostile, places) => {
        const source = { ...written, title: `${hostile}.`, hashtags: ['#a', `${hostile}#`] }
        const text = apply(feed(source, {}, places))
        expect(text).toBe(`${JSON.stringify(source, null, 2)}\n`)
      }),
      { numRuns: 100 },
    )
  })

  test('keeps the roster that the writer gave, and begins with the whole shape', () => {
    const { characters_roster: __, ...rest } = written
    expect(apply(feed(rest, { characters_roster: [...roster] }, [3]))).toBe(`${JSON.stringify(written, null, 2)}\n`)
    expect(JSON.parse(apply([createBibleWriter().start()]))).toEqual({
      title: '', short_summary: '', description: '', hashtags: [], narrator_voice: '', characters_roster: [], story_outline: [],
    })
  })
})

describe('any document', () => {
  test('takes text into the values that it has, and makes those that it has not', () => {
    const schema = z.object({ a: z.string(), b: z.array(z.object({ c: z.string(), d: z.array(z.string()).optional() })), e: z.int() })
    const writer = createJsonWriter({ schema, document: { e: 5, b: [{ c: 'old' }, { c: '' }], a: 'x' } })
    const edits = [
      writer.start(),
      writer.delta(['b', 0, 'c'], ' and "new"'),
      writer.delta(['b', 1, 'd', 0], 'one'),
      writer.delta(['b', 1, 'd', 1], 'two'),
      writer.delta(['b', 2, 'd', 0], 'three'),
      writer.delta(['e'], 'no text goes here'),
      writer.end(),
    ]
    const whole = { a: 'x', b: [{ c: 'old and "new"' }, { d: ['one', 'two'], c: '' }, { d: ['three'], c: '' }], e: 5 }
    expect(apply(edits)).toBe(`${JSON.stringify(whole, null, 2)}\n`)
  })
})

test('files have their keys in the order of the schema, whatever the order in memory', () => {
  const shuffled = { ...segment, dialogue: segment.dialogue?.map(({ line, delivery, character_id }) => ({ line, character_id, delivery })) ?? [] }
  const { title, ...rest } = shuffled
  expect(setJson(setOf([{ ...rest, title }]))).toBe(setJson(setOf([segment])))
  expect(bibleJson(Object.assign({ generation_info: bible.generation_info }, bible))).toBe(`${JSON.stringify(bible, null, 2)}\n`)
  expect(bibleJson(bible).endsWith('}\n')).toBe(true)
})
