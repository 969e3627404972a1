import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { hostileText } from '../../test/hostile-text.ts'
import { readFrontMatter, writeFrontMatter } from './front-matter.ts'

const brief = z.strictObject({ coldopen: z.enum(['movie']), segments: z.int().min(1).optional(), roster: z.array(z.object({ name: z.string() })).optional() })

const text = `---
# what to write
coldopen: movie
segments: 600   # six hundred

roster:
  - name: Mara
  - name: Tobias
---

A lighthouse keeper.
`

describe('front matter', () => {
  test('is read with the body as it stands', () => {
    const value = { data: { coldopen: 'movie', segments: 600, roster: [{ name: 'Mara' }, { name: 'Tobias' }] }, body: '\nA lighthouse keeper.\n' }
    expect(readFrontMatter(text, brief)).toEqual({ ok: true, value })
    expect(readFrontMatter(`\uFEFF${text.replaceAll('\n', '\r\n')}`, brief)).toEqual({ ok: true, value: { ...value, body: '\r\nA lighthouse keeper.\r\n' } })
  })

  test('is empty where there is none', () => {
    const anything = z.record(z.string(), z.unknown())
    expect(readFrontMatter('An idea.\n---\n', anything)).toEqual({ ok: true, value: { data: {}, body: 'An idea.\n---\n' } })
    expect(readFrontMatter('---\n---\nAn idea.', anything)).toEqual({ ok: true, value: { data: {}, body: 'An idea.' } })
    expect(readFrontMatter('', brief)).toEqual({ ok: false, problem: 'Line 1, coldopen: is missing.' })
  })

  test.each([
    ['a field of the wrong kind', text.replace('600 ', 'many '), 'Line 4, segments: expected number, received string.'],
    ['a field further down', text.replace('name: Tobias', 'name: 7'), 'Line 8, roster[1].name: expected string, received number.'],
    ['a field that is misspelt', text.replace('segments', 'segmnets'), 'Line 4, segmnets: there is no such field.'],
    ['a choice that is none', text.replace('movie', 'opera'), 'Line 3, coldopen: expected "movie".'],
    ['no closing line', '---\ncoldopen: movie\n', 'Line 1: the front matter that begins here is not closed by a line of ---.'],
    ['a list', '---\n- movie\n---\n', 'Line 2: the front matter has to be lines of the form key: value.'],
  ])('names line and field of %s', (_, spoiled, problem) => {
    expect(readFrontMatter(spoiled, brief)).toEqual({ ok: false, problem })
  })

  test('names the line of what is not YAML', () => {
    const read = readFrontMatter(text.replace('name: Mara', 'name: "Mara'), brief)
    expect(read).toMatchObject({ ok: false, problem: expect.stringMatching(/^Line \d+: .*\.$/) })
    expect(readFrontMatter('---\na: 1\na: 2\n---\n', brief)).toEqual({ ok: false, problem: 'Line 3: Map keys must be unique.' })
  })

  test('refuses what unfolds without end, and pollutes no prototype', () => {
    const bomb = ['a0: &a0 [x,x,x,x,x,x,x,x,x]', ...Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join()}]`)]
    expect(readFrontMatter(`---\n${bomb.join('\n')}\n---\n`, brief)).toEqual({ ok: false, problem: 'Line 2: the front matter repeats itself by aliases too often.' })
    expect(readFrontMatter(`---\na: ${'['.repeat(20_000)}\n---\n`, brief).ok).toBe(false)
    readFrontMatter('---\n__proto__: {polluted: 1}\n---\n', z.record(z.string(), z.unknown()))
    expect(Reflect.get({}, 'polluted')).toBe(undefined)
  })

  test('is written with comments, order and body left as they were', () => {
    const written = writeFrontMatter(text, { segments: 20, language: 'en', roster: undefined })
    expect(written).toEqual({ ok: true, value: `---
# what to write
coldopen: movie
segments: 20 # six hundred
language: en
---

A lighthouse keeper.
` })
  })

  test('is put before a body that had none', () => {
    expect(writeFrontMatter('An idea.\n', { coldopen: 'movie' }, 'A sample.')).toEqual({ ok: true, value: '---\n# A sample.\n\ncoldopen: movie\n---\n\nAn idea.\n' })
  })

  test('is written into one that is empty', () => {
    expect(writeFrontMatter('---\n---\nAn idea.', { coldopen: 'movie', segments: undefined })).toEqual({
      ok: true,
      value: '---\ncoldopen: movie\n---\nAn idea.',
    })
    expect(writeFrontMatter('---\n# soon\n---\n', { a: 1 })).toEqual({ ok: true, value: '---\n# soon\n\na: 1\n---\n' })
  })

  test('keeps Windows line ends, and refuses to write over what it cannot read', () => {
    expect(writeFrontMatter('---\r\na: 1\r\n---\r\nx\r\n', { b: 2 })).toEqual({ ok: true, value: '---\r\na: 1\r\nb: 2\r\n---\r\nx\r\n' })
    expect(writeFrontMatter('---\na: "\n---\n', { b: 2 }).ok).toBe(false)
  })

  test('is not closed by what stands behind another kind of line end', () => {
    for (const value of ['a\u2028---\nb', 'a\u2029...\nb', 'a\r---\nb']) {
      const written = writeFrontMatter('', { value })
      expect(readFrontMatter(written.ok ? written.value : '', z.object({ value: z.string() }))).toEqual({ ok: true, value: { data: { value }, body: '' } })
    }
  })

  test('gives back any text that was written into it', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (value, body) => {
        const written = writeFrontMatter('', { value })
        const whole = written.ok ? written.value + body : ''
        expect(readFrontMatter(whole, z.object({ value: z.string() }))).toEqual({ ok: true, value: { data: { value }, body } })
      }),
      { numRuns: 500 },
    )
  })
})
