import { formats, frontMatterSchema, inEnglish as say } from '@coldopen/client'
import { describe, expect, test } from 'vitest'
import { completionsAt, hoverAt } from './assist.ts'
import { meaningOf } from './meanings.ts'
import { options } from './options.ts'
import { nearest, problemsOf } from './problems.ts'

/** A text, and the place in it where `|` stood. */
const at = (marked: string): [string, number] => [marked.replace('|', ''), marked.indexOf('|')]
const labels = (marked: string): string[] => completionsAt(...at(marked), say).map(item => item.label)

/** What a problem points at, and the text after its fix. */
const told = (text: string) =>
  problemsOf(text, say).map(({ message, at: { start, end }, fix }) => ({
    message,
    at: text.slice(start, end),
    ...(fix && { fixed: text.slice(0, fix.at.start) + fix.text + text.slice(fix.at.end) }),
  }))

test('every field that a brief may have is explained', () => {
  const fields = Object.keys(frontMatterSchema.shape)
  expect([...options.keys()]).toEqual(fields)
  for (const field of fields) expect(meaningOf(field, say), field).toMatch(/\.$/)
})

describe('completion', () => {
  test('offers the fields that the format has a use for and that are not there yet', () => {
    const offered = labels('---\ncoldopen: movie\nsegments: 3\nse|\n---\nIdea.\n')
    expect(offered).toContain('per_set')
    expect(offered).toContain('setting')
    expect(offered).not.toContain('segments')
    expect(offered).not.toContain('hosts')
    expect(labels('---\ncoldopen: podcast\n|\n---\nIdea.\n')).toContain('hosts')
    expect(labels('---\n|\n')).toContain('coldopen')
  })

  test('offers the values of a field, with the space that is missing before them', () => {
    expect(labels('---\ncoldopen: |\n---\n')).toEqual(Object.keys(formats))
    expect(labels('---\ncoldopen: movie\nrating: te|\n---\n')).toEqual(['general', 'teen', 'mature'])
    expect(labels('---\ncoldopen: movie\nno_narration: |\n---\n')).toEqual(['true', 'false'])
    expect(completionsAt(...at('---\ncoldopen:|\n---\n'), say)[0]?.insert).toBe(' movie')
    const [text, offset] = at('---\ncoldopen: movie\nper|\n---\n')
    const item = completionsAt(text, offset, say).find(({ label }) => label === 'per_set')
    expect(item).toMatchObject({ insert: 'per_set: ', replaces: { start: offset - 3, end: offset } })
  })

  test('offers nothing outside the front matter, or where a text is written', () => {
    for (const marked of ['---\ncoldopen: movie\n---\nAn id|\n', 'co|\n', '---\ncoldopen: movie\nstyle: dry and |\n---\n']) expect(labels(marked)).toEqual([])
  })
})

test('a hover says what a field means, what it is when it is left out, and its limits', () => {
  expect(hoverAt(...at('---\ncoldopen: movie\nseg|ments: 3\n---\n'), say)?.text).toBe('Segments of the whole script. When it is left out: 20. From 1 to 10000.')
  expect(hoverAt(...at('---\ncoldopen: podcast\nwords: 3|00\n---\n'), say)?.text).toMatch(/When it is left out: 10000\. From 100 to 500000\./)
  expect(hoverAt(...at('---\ncoldopen: movie\nno_narrat|ion: true\n---\n'), say)?.text).toMatch(/When it is left out: false\./)
  expect(hoverAt(...at('---\ncoldopen: movie\n---\nseg|ments\n'), say)).toBeUndefined()
})

describe('problems', () => {
  test('are none in a brief that can be drafted, nor in what is no brief', () => {
    expect(told('---\ncoldopen: movie\nsegments: 600\nlanguage: de # a tag\nroster: cast.json\n---\n\nAn idea.\n')).toEqual([])
    expect(told('# Notes\n')).toEqual([])
  })

  test('stand at the field or the value, with what puts them right', () => {
    expect(told('---\ncoldopen: moive\n---\nIdea.\n')).toMatchObject([{ at: 'moive', fixed: '---\ncoldopen: movie\n---\nIdea.\n' }])
    expect(told('---\ncoldopen: movie\nsegmets: 3\n---\nIdea.\n')).toEqual([{ message: 'There is no field segmets.', at: 'segmets', fixed: '---\ncoldopen: movie\nsegments: 3\n---\nIdea.\n' }])
    expect(told('---\ncoldopen: movie\nsegments: "30"\n---\nIdea.\n')).toMatchObject([{ at: '"30"', fixed: '---\ncoldopen: movie\nsegments: 30\n---\nIdea.\n' }])
    expect(told('---\ncoldopen: movie\nsegments: 20000\n---\nIdea.\n')).toMatchObject([{ at: '20000', fixed: '---\ncoldopen: movie\nsegments: 10000\n---\nIdea.\n' }])
    expect(told('---\ncoldopen: movie\nno_narration: yes\n---\nIdea.\n')).toMatchObject([{ at: 'yes', fixed: '---\ncoldopen: movie\nno_narration: true\n---\nIdea.\n' }])
    expect(told('---\ncoldopen: movie\nhosts: [Ada]\ntone: dry\n---\nIdea.\n')).toEqual([{ message: 'The format movie has no use for hosts.', at: 'hosts', fixed: '---\ncoldopen: movie\ntone: dry\n---\nIdea.\n' }])
    expect(told('---\r\ncoldopen: movie\r\nsegments: 0\r\n---\r\nIdea.\r\n')).toMatchObject([{ at: '0', fixed: '---\r\ncoldopen: movie\r\nsegments: 1\r\n---\r\nIdea.\r\n' }])
  })

  test('are told of what is missing, cannot be read, or contradicts itself', () => {
    expect(told('---\ncoldopen: movie\n---\n\n')).toMatchObject([{ message: 'The idea is missing: write it below the front matter.' }])
    expect(told('---\ncoldopen: movie\n')).toMatchObject([{ message: 'The front matter is not closed by a line of ---.' }])
    expect(told('---\ncoldopen: [\n---\nIdea.\n')).toHaveLength(1)
    expect(told('---\ncoldopen: movie\nno_narration: true\nnarration_only_first: true\n---\nIdea.\n')).toMatchObject([
      { message: 'no_narration and narration_only_first contradict each other: choose one.', at: 'no_narration' },
    ])
    expect(told('---\ncoldopen: movie\nroster:\n  - name: Mara\n---\nIdea.\n').map(({ message }) => message)).not.toEqual([])
  })
})

test('the word that is meant is the nearest one, unless none is near', () => {
  expect(nearest('perset', ['segments', 'per_set'])).toBe('per_set')
  expect(nearest('weather', ['segments', 'per_set'])).toBeUndefined()
})
