import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonPath } from '../events.ts'
import { hardCases } from './hard-cases.fixture.ts'
import { createScanner, type JsonValue, type ScanOptions } from './scanner.ts'

type Told = { kind: 'open' | 'text' | 'value'; path: JsonPath; what: JsonValue }

function scan(pieces: readonly string[], options: ScanOptions = {}) {
  const told: Told[] = []
  const scanner = createScanner({
    open: (path, what) => told.push({ kind: 'open', path, what }),
    text: (path, what) => told.push({ kind: 'text', path, what }),
    value: (path, what) => told.push({ kind: 'value', path, what: structuredClone(what) }),
  }, options)
  for (const piece of pieces) scanner.push(piece)
  return { told, end: scanner.end() }
}

const values = (told: readonly Told[]) => told.filter((one) => one.kind === 'value').map((one) => [one.path, one.what])
const texts = (told: readonly Told[]) => told.filter((one) => one.kind === 'text').map((one) => one.what)

function parsed(text: string): { value: unknown } | 'refused' {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return 'refused'
  }
}

/** Pieces of 1, 2, 3, 1, … units as the cuts say: through escapes, surrogate pairs and words. */
function cut(text: string, lengths: readonly number[]): string[] {
  const pieces: string[] = []
  for (let at = 0, turn = 0; at < text.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1
    pieces.push(text.slice(at, at + length))
    at += length
  }
  return pieces
}

function expectAgreement(text: string, pieces: readonly string[]): void {
  const peer = parsed(text)
  const { end } = scan(pieces)
  if (peer === 'refused') expect({ text, complete: end.complete }).toEqual({ text, complete: false })
  else expect({ text, value: end.value }).toStrictEqual({ text, value: peer.value })
}

const lengths = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 9 })
const wild = fc.string({ unit: fc.oneof(fc.constantFrom(...'{}[]:,"\\/ \n\t0123456789+-.eEutrfalsn\ud83d\ude00\u0000\ufeff'.split('')), fc.string({ unit: 'binary' })) })
const document = fc.tuple(fc.jsonValue({ stringUnit: 'binary' }), fc.constantFrom(undefined, 1, '\t')).map(([value, indent]) => JSON.stringify(value, null, indent))
const mutated = fc.tuple(document, fc.nat(), fc.nat(3), wild).map(([text, at, gone, put]) => {
  const place = at % (text.length + 1)
  return text.slice(0, place) + put.slice(0, 2) + text.slice(place + gone)
})

describe('a strict scan agrees with JSON.parse', () => {
  test.each(hardCases)('on %j', (text) => {
    expectAgreement(text, [text])
    expectAgreement(text, cut(text, [1]))
    expectAgreement(text, cut(text, [2, 3]))
  })

  test.each([['documents', document], ['documents with a change', mutated], ['any characters', wild]])('on %s, cut anywhere', (_name, made) => {
    fc.assert(fc.property(made, lengths, (text, sizes) => expectAgreement(text, cut(text, sizes))), { numRuns: 1500 })
  })

  test('on every prefix of a document', () => {
    const text = '{"a":[1,-0.5e+3,"\\u00e9\\n\\ud83d\\ude00",true,null],"b":{"":{}}} '
    for (let length = 0; length <= text.length; length++) expectAgreement(text.slice(0, length), cut(text.slice(0, length), [3]))
  })

  test('keeps -0, infinities and lone surrogates', () => {
    const { end } = scan(['[-0,1e400,-1e400,"\\ud800"]'])
    expect(end.value).toStrictEqual([-0, Infinity, -Infinity, '\ud800'])
  })

  test('makes __proto__ an own property and changes no prototype', () => {
    const { end } = scan(cut('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}', [4]))
    expect(Object.keys(end.value ?? {})).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(end.value)).toBe(Object.prototype)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  test('lets the last of two equal keys win', () => {
    expect(scan(['{"a":1,"b":2,"a":3}']).end.value).toEqual({ a: 3, b: 2 })
  })
})

describe('what a scan tells', () => {
  test('values come with their paths, children before parents, and text as it arrives', () => {
    const { told } = scan(['{"title":"The ', 'door","cast":[{"age":4', '1}],"done":fal', 'se}'])
    expect(told).toEqual([
      { kind: 'open', path: [], what: 'object' },
      { kind: 'text', path: ['title'], what: 'The ' },
      { kind: 'text', path: ['title'], what: 'door' },
      { kind: 'value', path: ['title'], what: 'The door' },
      { kind: 'open', path: ['cast'], what: 'array' },
      { kind: 'open', path: ['cast', 0], what: 'object' },
      { kind: 'value', path: ['cast', 0, 'age'], what: 41 },
      { kind: 'value', path: ['cast', 0], what: { age: 41 } },
      { kind: 'value', path: ['cast'], what: [{ age: 41 }] },
      { kind: 'value', path: ['done'], what: false },
      { kind: 'value', path: [], what: { title: 'The door', cast: [{ age: 41 }], done: false } },
    ])
  })

  test('all calls about a value are given the same frozen path', () => {
    const { told } = scan(['["on', 'e tw', 'o"]'])
    const paths = told.filter((one) => one.path.length === 1).map((one) => one.path)
    expect(paths).toHaveLength(4)
    expect(new Set(paths).size).toBe(1)
    expect(Object.isFrozen(paths[0])).toBe(true)
  })

  test('the pieces of a string joined are its value, and no piece holds half a pair or half an escape', () => {
    const written = fc.string({ unit: 'grapheme' }).map((text) => [text, JSON.stringify([text])] as const)
    const escaped = fc.string({ unit: 'grapheme' }).map((text) => [text, `["${[...Array(text.length).keys()].map((at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"]`] as const)
    fc.assert(fc.property(fc.oneof(written, escaped), lengths, ([text, json], sizes) => {
      const pieces = texts(scan(cut(json, sizes)).told).map(String)
      expect(pieces.join('')).toBe(text)
      for (const piece of pieces) expect(piece.isWellFormed() && piece !== '').toBe(true)
    }))
  })

  test('a high surrogate waits for its partner, raw or escaped, and is given up alone only when none can come', () => {
    expect(texts(scan(['["a\ud83d', '\ude00b"]']).told)).toEqual(['a', '\ud83d\ude00b'])
    expect(texts(scan(['["a\\ud83d', '\\ude', '00b"]']).told)).toEqual(['a', '\ud83d\ude00b'])
    expect(texts(scan(['["a\ud83d', '\\ude00"]']).told)).toEqual(['a', '\ud83d\ude00'])
    expect(texts(scan(['["a\\ud83d', '"]']).told)).toEqual(['a', '\ud83d'])
    expect(texts(scan(['["a\\ud83d']).told)).toEqual(['a'])
  })

  test('a cut at any place gives only values of the whole document, never a part of a number', () => {
    const text = '{"n":[12,-3.25,1e21],"s":"a\\u00e9\\ud83d\\ude00","t":true,"o":{"x":[null,{"y":60}]}}'
    const whole = values(scan([text]).told)
    for (let length = 0; length < text.length; length++) {
      const { told, end } = scan(cut(text.slice(0, length), [4]))
      expect(values(told)).toEqual(whole.slice(0, values(told).length))
      expect(end).toMatchObject({ complete: false, at: length })
      expect(end).not.toHaveProperty('value')
    }
  })

  test('a malformed place is named, stops the scan, and keeps what was finished', () => {
    const { told, end } = scan(['{"a":[1,2', '],"b":tru', 'th,"c":3}'])
    expect(values(told)).toEqual([[['a', 0], 1], [['a', 1], 2], [['a'], [1, 2]]])
    expect(end).toEqual({ complete: false, problem: 'neither a number nor true, false or null at character 15', at: 15 })
  })

  test('a problem says what was expected, and where', () => {
    expect(scan(['{"a" 1}']).end).toMatchObject({ problem: 'a colon was expected at character 5', at: 5 })
    expect(scan(['["a', '\n"]']).end).toMatchObject({ problem: 'a control character inside a string at character 3', at: 3 })
    expect(scan(['["\\', 'x"]']).end).toMatchObject({ problem: 'an escape that JSON does not have at character 2', at: 2 })
    expect(scan(['{"a":"b\\u00']).end).toMatchObject({ problem: 'the text ends where the end of a string was expected, at character 11', at: 11 })
    expect(scan(['[] ', ' ]']).end).toMatchObject({ problem: 'nothing more was expected at character 4', at: 4 })
  })
})

describe('a lenient scan', () => {
  const lenient = { lenient: true }

  test.each([
    '{"a":[1]}',
    '\ufeff{"a":[1]}',
    '```json\n{"a":[1]}\n```\n',
    'Here is the "script" you asked for:\n\n```\n{"a":[1]}\n```\nShall I go on with [more]?',
    '{"a":[1]}{"a":[2]} \u0000',
  ])('finds the document in %j', (text) => {
    for (const pieces of [[text], cut(text, [1])]) {
      const { end, told } = scan(pieces, lenient)
      expect(end).toEqual({ complete: true, value: { a: [1] }, at: text.indexOf(']}') + 2 })
      expect(values(told).at(-1)).toEqual([[], { a: [1] }])
    }
  })

  test('told to look for an object takes brackets before it for prose', () => {
    const text = 'Here are all [2] of them: {"a":[1]}'
    expect(scan([text], { ...lenient, root: 'object' }).end).toMatchObject({ complete: true, value: { a: [1] } })
    expect(scan([text], lenient).end).toMatchObject({ complete: true, value: [2] })
  })

  test('says so when no document ever came', () => {
    expect(scan(['I cannot ', 'write that.'], lenient).end).toEqual({ complete: false, problem: 'the text ends where an object or an array was expected, at character 20', at: 20 })
  })

  test('is as strict inside the document as any scan', () => {
    fc.assert(fc.property(mutated.filter((text) => /^[[{]/.test(text)), lengths, (text, sizes) => {
      const peer = parsed(text)
      const { end } = scan(cut(text, sizes), lenient)
      if (peer !== 'refused') expect(end.value).toStrictEqual(peer.value)
      else if (end.complete) expect(end.value).toStrictEqual(JSON.parse(text.slice(0, end.at)))
    }), { numRuns: 1000 })
  })
})

describe('a scan of hostile text', () => {
  test('refuses nesting beyond its limit in a sentence', () => {
    expect(scan(['['.repeat(128) + ']'.repeat(128)]).end.complete).toBe(true)
    expect(scan(['['.repeat(129)]).end).toMatchObject({ problem: 'nested deeper than 128 levels at character 128', at: 128 })
    expect(scan(['{"a":'.repeat(100_000)]).end).toMatchObject({ complete: false, at: 640 })
  })

  test('reads 100,000 levels without a stack when the limit allows it and nobody asks for paths', () => {
    const text = '['.repeat(100_000) + ']'.repeat(100_000)
    const scanner = createScanner({}, { maxDepth: Infinity })
    scanner.push(text)
    expect(scanner.end()).toMatchObject({ complete: true, at: 200_000 })
  })

  test.each([
    ['one long number', (size: number) => '9'.repeat(size)],
    ['one long string', (size: number) => `"${'ab\\n'.repeat(size / 4)}`],
    ['one long key', (size: number) => `{"${'k'.repeat(size)}`],
    ['one long word', (size: number) => 'e'.repeat(size)],
    ['a flat array', (size: number) => `[${'1,'.repeat(size / 2)}`],
    ['one escape after another', (size: number) => `"${'\\u4e00'.repeat(size / 6)}`],
  ])('takes time linear in its length for %s', (_name, made) => {
    const cpu = (size: number): number => {
      const pieces = cut(made(size), [3])
      const before = process.cpuUsage()
      scan(pieces)
      const used = process.cpuUsage(before)
      return used.user + used.system
    }
    cpu(40_000)
    const small = Math.max(cpu(40_000), 2_000)
    expect(cpu(400_000)).toBeLessThan(50 * small) // a quadratic scan would need 100 times as long
  })
})
