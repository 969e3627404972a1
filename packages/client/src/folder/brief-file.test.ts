import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { briefSchema, type Brief } from '@coldopen/core/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { briefText, isBriefText, loadBrief, readBriefText, readRosterText } from './brief-file.ts'
import { pack } from './chunks.fixture.ts'
import { temporaryFolder } from './folder.fixture.ts'
import { bibleOf } from './script.fixture.ts'

const [mara] = bibleOf({ segments: 1, perSet: 1 }).characters_roster

const full = `---
coldopen: movie
segments: 600
per_set: 10
no_narration: false
narration_only_first: true
adult_story: false
language: de
---

A lighthouse keeper lets go.

Second paragraph.
`

const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> => fc.option(value, { nil: undefined })

const withRoster = (name: string): string => `---\ncoldopen: movie\nroster: ${name}\n---\nAn idea.`

describe('a brief', () => {
  test('is front matter and an idea', () => {
    expect(readBriefText(full)).toEqual({
      ok: true,
      value: {
        brief: {
          format: 'movie',
          idea: 'A lighthouse keeper lets go.\n\nSecond paragraph.',
          segments: 600,
          perSet: 10,
          noNarration: false,
          narrationOnlyFirst: true,
          adultStory: false,
          language: 'de',
        },
      },
    })
  })

  test('has every wish and the plan of its chunks in front matter', () => {
    const text = `---
coldopen: podcast
topic: The lamp
hosts: [Mara, Ilse]
freshness: 7
tone: dry
chunk_plan:
  - { title: One, role: open it, words: 400 }
---

Why it went out.
`
    const brief = briefSchema.parse({
      format: 'podcast',
      idea: 'Why it went out.',
      topic: 'The lamp',
      hosts: ['Mara', 'Ilse'],
      freshness: 7,
      tone: 'dry',
      chunkPlan: [{ title: 'One', role: 'open it', words: 400 }],
    })
    expect(readBriefText(text)).toEqual({ ok: true, value: { brief } })
    expect(readBriefText(briefText(brief))).toEqual({ ok: true, value: { brief } })
  })

  test('needs no more than its format and the idea', () => {
    expect(readBriefText('---\ncoldopen: movie\n---\nAn idea.')).toEqual({
      ok: true,
      value: { brief: { format: 'movie', idea: 'An idea.', noNarration: false, narrationOnlyFirst: false, adultStory: false } },
    })
  })

  test('has its roster in itself, or names the file that has it', () => {
    const inline = readBriefText(`---\ncoldopen: movie\nroster:\n  - ${JSON.stringify(mara)}\n---\nAn idea.`)
    expect(inline).toMatchObject({ ok: true, value: { brief: { roster: [mara] } } })
    expect(readBriefText('---\ncoldopen: movie\nroster: people.json\n---\nAn idea.')).toMatchObject({ ok: true, value: { rosterFile: 'people.json' } })
  })

  test.each([
    ['a number that is none', 'segments: many', 'Line 3, segments: expected number, received string.'],
    ['too many segments', 'segments: 20000', 'Line 3, segments: '],
    ['a misspelt field', 'segmnets: 20', 'Line 3, segmnets: there is no such field.'],
    ['a roster with a fault', `roster: [{"name": 7}]`, 'Line 3, roster[0].name: expected string, received number.'],
  ])('with %s is refused by line and field', (_, line, problem) => {
    const read = readBriefText(`---\ncoldopen: movie\n${line}\n---\nAn idea.`)
    expect(read).toMatchObject({ ok: false, problem: expect.stringContaining(problem) })
  })

  test('without an idea is refused', () => {
    expect(readBriefText('---\ncoldopen: movie\n---\n \n')).toEqual({ ok: false, problem: 'The idea is missing: write it below the front matter.' })
    expect(readBriefText('---\ncoldopen: movie\nroster: x.json\n---\n')).toMatchObject({ ok: false })
  })

  test('is told from other Markdown by its front matter', () => {
    expect(isBriefText(full)).toBe(true)
    expect(isBriefText('---\ntitle: x\n---\nText.')).toBe(false)
    expect(isBriefText('Text.')).toBe(false)
  })

  test('is written so that it reads back as itself, whatever the idea holds', () => {
    const wishes = fc.oneof(fc.string({ minLength: 1, maxLength: 90 }), fc.constantFrom('---', 'yes', '12', '- a', '# b', 'x: y')).filter(text => text.trim() !== '')
    const briefs = fc.record({
      format: fc.constant('movie' as const),
      idea: fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('---\ncoldopen: movie\n---', '# x', '...\n---')).filter(idea => idea.trim() !== ''),
      segments: optional(fc.integer({ min: 1, max: 10_000 })),
      perSet: optional(fc.integer({ min: 1, max: 26 })),
      noNarration: fc.boolean(),
      narrationOnlyFirst: fc.boolean(),
      adultStory: fc.boolean(),
      language: optional(fc.string({ minLength: 1 })),
      roster: optional(fc.constant(mara ? [mara] : [])),
      words: optional(fc.integer({ min: 100, max: 500_000 })),
      chunks: optional(fc.integer({ min: 1, max: 1000 })),
      plotElements: optional(wishes),
      pov: optional(wishes),
      hosts: optional(fc.array(wishes, { minLength: 1, maxLength: 8 })),
      rating: optional(fc.constantFrom('general' as const, 'teen' as const, 'mature' as const)),
      cutOf: optional(fc.constant({ pack, words: 300 })),
    })
    fc.assert(
      fc.property(briefs, fc.boolean(), (given, sample) => {
        const known: Brief = briefSchema.parse(given)
        const text = briefText(known, sample ? { notice: 'A sample.' } : {})
        expect(text.includes('# A sample.\n')).toBe(sample)
        expect(readBriefText(text)).toEqual({ ok: true, value: { brief: known } })
      }),
      { numRuns: 300 },
    )
  })
})

describe('a brief on disk', () => {
  test('brings the roster of the file beside it: a list, a bible, JSON or YAML', async () => {
    await using home = await temporaryFolder()
    await mkdir(join(home.dir, 'people'))
    await writeFile(join(home.dir, 'brief.md'), withRoster('people/cast.json'))
    for (const text of [JSON.stringify([mara], null, 2), JSON.stringify(bibleOf({ segments: 1, perSet: 1 })), `- ${JSON.stringify(mara)}`]) {
      await writeFile(join(home.dir, 'people', 'cast.json'), text)
      expect((await loadBrief(join(home.dir, 'brief.md'))).roster?.[0]).toEqual(mara)
    }
  })

  test('names the file, the line and the field of a roster that cannot be used', async () => {
    await using home = await temporaryFolder()
    await writeFile(join(home.dir, 'brief.md'), withRoster('cast.json'))
    await writeFile(join(home.dir, 'cast.json'), JSON.stringify([mara, { ...mara, name: 7 }], null, 2))
    await expect(loadBrief(join(home.dir, 'brief.md'))).rejects.toMatchObject({ code: 'invalid-input', message: 'cast.json: Line 24, [1].name: expected string, received number.' })
  })

  test.each([
    ['coldopen: podcast\nwords: 1000\nchunk_plan:\n  - { title: One, role: open it, words: 400 }', 'brief.md: Line 4: The chunks of chunk_plan have 400 words together, but words is 1000.'],
    ['coldopen: movie\n\nno_narration: true\nnarration_only_first: true', 'brief.md: Line 4: no_narration and narration_only_first contradict each other: choose one.'],
    ['coldopen: meme\nfreshness: 3', 'has no use for freshness'],
  ])('that contradicts itself or its format is refused by its line (%#)', async (front, message) => {
    await using home = await temporaryFolder()
    await writeFile(join(home.dir, 'brief.md'), `---\n${front}\n---\nAn idea.`)
    await expect(loadBrief(join(home.dir, 'brief.md'))).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining(message) })
  })

  test.each(['../cast.json', '/etc/hostname', 'link.json', 'none.json'])('has no roster at %s', async name => {
    await using home = await temporaryFolder()
    await using elsewhere = await temporaryFolder()
    await writeFile(join(elsewhere.dir, 'cast.json'), JSON.stringify([mara]))
    await symlink(join(elsewhere.dir, 'cast.json'), join(home.dir, 'link.json'))
    await writeFile(join(home.dir, 'brief.md'), withRoster(name))
    await expect(loadBrief(join(home.dir, 'brief.md'))).rejects.toMatchObject({ code: 'invalid-input', message: expect.stringContaining(name) })
  })

  test('says which brief there is not', async () => {
    await using home = await temporaryFolder()
    await expect(loadBrief(join(home.dir, 'brief.md'))).rejects.toMatchObject({ code: 'file-processing', message: expect.stringContaining('brief.md') })
    await writeFile(join(home.dir, 'brief.md'), `${full}${'x'.repeat(1_000_000)}`)
    await expect(loadBrief(join(home.dir, 'brief.md'))).rejects.toMatchObject({ code: 'invalid-input' })
  })

  test('is UTF-8, and so is its roster', async () => {
    await using home = await temporaryFolder()
    const inLatin1 = (text: string): Buffer => Buffer.from(text, 'latin1')
    await writeFile(join(home.dir, 'brief.md'), inLatin1('---\ncoldopen: movie\n---\nEine T\u00fcr im Meer.'))
    await expect(loadBrief(join(home.dir, 'brief.md'))).rejects.toMatchObject({ code: 'invalid-input', message: 'brief.md is not UTF-8 text; save it as UTF-8.' })
    await writeFile(join(home.dir, 'brief.md'), withRoster('cast.yaml'))
    await writeFile(join(home.dir, 'cast.yaml'), inLatin1('- name: J\u00fcrgen'))
    await expect(loadBrief(join(home.dir, 'brief.md'))).rejects.toMatchObject({ code: 'invalid-input', message: 'cast.yaml is not UTF-8 text; save it as UTF-8.' })
  })
})

test('a roster that is no list is refused in a sentence', () => {
  expect(readRosterText('name: Mara')).toMatchObject({ ok: false, problem: expect.stringMatching(/^Line 1/) })
  expect(readRosterText('[')).toMatchObject({ ok: false, problem: expect.stringMatching(/^Line \d+/) })
})
