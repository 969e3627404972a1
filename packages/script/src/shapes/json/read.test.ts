import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bible, segment } from '../../../test/script-samples.ts'
import { placeIn } from './place.ts'
import { readBible, readSet } from './read.ts'
import { bibleJson, setJson } from './whole.ts'

const set = { success: true, set_number: 1, segments_count: 1, story_set: [segment], next_set_number: 2, is_complete: false }

/** The line that holds a piece of text, counted from 1. */
const lineOf = (text: string, piece: string): number => text.slice(0, text.indexOf(piece)).split('\n').length

describe('reading a bible or a set', () => {
  test('gives back what was written', () => {
    expect(readBible(bibleJson(bible))).toEqual({ ok: true, value: bible })
    expect(readSet(`\uFEFF${setJson(set)}`)).toEqual({ ok: true, value: set })
  })

  test('names the line and the field that is wrong, in one sentence', () => {
    const text = setJson(set).replace('"You hear that?"', '12')
    expect(readSet(text)).toEqual({
      ok: false,
      problem: `Line ${lineOf(text, '12')}, story_set[0].dialogue[0].line: expected string, received number.`,
    })
    const id = bibleJson(bible).replace('"char_002"', '"two"')
    expect(readBible(id)).toEqual({
      ok: false,
      problem: `Line ${lineOf(id, '"two"')}, characters_roster[1].id: an id looks like char_001.`,
    })
  })

  test('names the object in which a field is missing', () => {
    const text = setJson(set).replace(/ *"setting".*\n/, '')
    expect(readSet(text)).toEqual({ ok: false, problem: `Line ${lineOf(text, '{\n      "segment_id"')}, story_set[0].setting: is missing.` })
    expect(readSet('[]')).toEqual({ ok: false, problem: 'Line 1, the document: expected object, received array.' })
  })

  test.each([
    ['a comma left out', (text: string) => text.replace('"setting": "INT. LANTERN ROOM — NIGHT",', '"setting": "INT."'), '"action"'],
    ['a comma too many', (text: string) => text.replace('"is_complete": false', '"is_complete": false,'), null],
    ['a quote left out', (text: string) => text.replace('LANTERN ROOM — NIGHT"', 'LANTERN ROOM — NIGHT'), '"setting"'],
    ['a word without quotes', (text: string) => text.replace('"success": true', '"success": yes'), 'yes'],
    ['an escape that is none', (text: string) => text.replace('softly', 'soft\\ly'), 'soft\\ly'],
  ])('names the line of %s', (_, spoil, piece) => {
    const text = spoil(setJson(set))
    const line = piece === null ? text.trimEnd().split('\n').length : lineOf(text, piece)
    expect(readSet(text)).toEqual({ ok: false, problem: `Line ${line} is not valid JSON.` })
  })

  test('says so of a file that ends too early', () => {
    const text = setJson(set)
    for (let cut = 0; cut < text.trimEnd().length; cut++) {
      const early = text.slice(0, cut)
      expect(readSet(early)).toEqual({ ok: false, problem: `Line ${early.split('\n').length} is not valid JSON.` })
    }
  })

  test('pollutes no prototype', () => {
    const read = readSet(setJson(set).replace('{', '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}},'))
    expect(read).toEqual({ ok: true, value: set })
    expect(Reflect.get({}, 'polluted')).toBe(undefined)
  })
})

describe('finding a place in JSON', () => {
  test('takes for JSON what JSON.parse takes', () => {
    const marks = fc.array(fc.constantFrom(...Array.from('{}[],:"\\ \n\t0-1.eE+u'), 'true', 'null', '"a"', '\u0001', 'x'), { maxLength: 12 }).map((parts) => parts.join(''))
    const spoiled = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', ']', '\\', '0', ' ')).map(([json, at, mark]) => {
      const place = at % (json.length + 1)
      return json.slice(0, place) + mark + json.slice(place + 1)
    })
    fc.assert(
      fc.property(fc.oneof(marks, spoiled, fc.json()), (text) => {
        let accepted = true
        try {
          JSON.parse(text)
        } catch {
          accepted = false
        }
        expect(placeIn(text, []).broken === undefined).toBe(accepted)
      }),
      { numRuns: 3000 },
    )
  })

  test('finds the value at a path, or the nearest above it', () => {
    const text = '{"a": [1, {"b\\u0063": "x"}], "d": {}}'
    expect(placeIn(text, ['a', 1, 'bc']).value).toBe(text.indexOf('"x"'))
    expect(placeIn(text, ['a', 1, 'none', 2]).value).toBe(text.indexOf('{"b'))
    expect(placeIn(text, ['d']).value).toBe(text.indexOf('{}'))
    expect(placeIn('['.repeat(100_000), []).broken).toBeDefined()
  })
})
